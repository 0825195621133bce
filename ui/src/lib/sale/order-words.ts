// The words that differ by the kind of an order. Airtime is paid from a float, whose readings are evidence of a charge;
// an order of a plan is billed by its service, may fail after it was taken, and its evidence is what the service says.
// They are chosen here alone: a screen that shows both kinds asks this table.
import type { DoubtCause, EntryKind, OrderView, SaleStateView, SaleView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { DOUBT_WORD, ENTRY_WORD, STATE_WORD } from "./words";

/** A person's two answers: whether it arrived, and whether it was charged. */
export type Answers =
  | "arrived"
  | "notArrived"
  | "charged"
  | "notCharged"
  | "arrivedCharged"
  | "arrivedNotCharged"
  | "notArrivedCharged"
  | "notArrivedNotCharged";

export type OrderWords = {
  price: MessageKey;
  state: Record<SaleStateView | "saidCharged" | "saidNotCharged", MessageKey>;
  sentence: Record<
    "intended" | "accepted" | "chargeUnsaid" | "notCharged" | "declinedButCharged" | "reopened" | "reopenedAt",
    MessageKey
  >;
  answers: Record<Answers, MessageKey>;
  advice: Record<"reopened" | "arrived" | "arrivalOpen" | "chargeOpen", MessageKey>;
  doubt: Record<DoubtCause, MessageKey>;
  evidence: Record<"title" | "waiting" | "waitingOn", MessageKey>;
  settle: Record<"charged" | "chooseCharge", MessageKey>;
  /** What an earlier order means for one more. */
  earlier: Record<
    | "inDoubt"
    | "refused"
    | "refusedButCharged"
    | "charged"
    | "reopened"
    | "mayHaveArrived"
    | "accepted"
    | "arrivalUnsaid",
    MessageKey
  >;
  entry: Record<EntryKind, MessageKey>;
  /** Facts of an entry that have another name than is usual. */
  fact: Record<string, MessageKey | undefined>;
};

const AIRTIME: OrderWords = {
  price: "outcome.summary.amount",
  state: {
    ...STATE_WORD,
    saidCharged: "outcome.state.saidCharged",
    saidNotCharged: "outcome.state.saidNotCharged",
  },
  sentence: {
    intended: "outcome.sentence.intended",
    accepted: "outcome.sentence.accepted",
    chargeUnsaid: "outcome.declined.chargeUnsaid",
    notCharged: "outcome.sentence.notCharged",
    declinedButCharged: "outcome.sentence.declinedButCharged",
    reopened: "outcome.sentence.reopened",
    reopenedAt: "outcome.sentence.reopenedAt",
  },
  answers: {
    arrived: "outcome.said.arrived",
    notArrived: "outcome.said.notArrived",
    charged: "outcome.said.charged",
    notCharged: "outcome.said.notCharged",
    arrivedCharged: "outcome.said.arrivedCharged",
    arrivedNotCharged: "outcome.said.arrivedNotCharged",
    notArrivedCharged: "outcome.said.notArrivedCharged",
    notArrivedNotCharged: "outcome.said.notArrivedNotCharged",
  },
  advice: {
    reopened: "outcome.advice.reopened",
    arrived: "outcome.advice.arrived",
    arrivalOpen: "outcome.advice.arrivalOpen",
    chargeOpen: "outcome.advice.chargeOpen",
  },
  doubt: DOUBT_WORD,
  evidence: { title: "evidence.title", waiting: "evidence.waiting", waitingOn: "evidence.waitingOn" },
  settle: { charged: "outcome.settle.charged", chooseCharge: "outcome.settle.chooseCharge" },
  earlier: {
    inDoubt: "topUp.earlier.inDoubt",
    refused: "topUp.earlier.refused",
    refusedButCharged: "topUp.earlier.refusedButCharged",
    charged: "topUp.earlier.charged",
    reopened: "topUp.earlier.reopened",
    mayHaveArrived: "topUp.earlier.mayHaveArrived",
    accepted: "topUp.earlier.accepted",
    arrivalUnsaid: "topUp.earlier.arrivalUnsaid",
  },
  entry: ENTRY_WORD,
  fact: {},
};

const PLAN: OrderWords = {
  price: "outcome.summary.price",
  state: {
    ...STATE_WORD,
    charged: "outcome.state.planMade",
    notCharged: "outcome.state.planNotBilled",
    declinedButCharged: "outcome.state.planRefusedButBilled",
    saidCharged: "outcome.state.saidBilled",
    saidNotCharged: "outcome.state.saidNotBilled",
  },
  sentence: {
    intended: "outcome.sentence.planIntended",
    accepted: "outcome.sentence.planAccepted",
    chargeUnsaid: "outcome.declined.billUnsaid",
    notCharged: "outcome.sentence.planNotBilled",
    declinedButCharged: "outcome.sentence.planRefusedButBilled",
    reopened: "outcome.sentence.planReopened",
    reopenedAt: "outcome.sentence.planReopenedAt",
  },
  answers: {
    arrived: "outcome.said.arrived",
    notArrived: "outcome.said.notArrived",
    charged: "outcome.said.billed",
    notCharged: "outcome.said.notBilled",
    arrivedCharged: "outcome.said.arrivedBilled",
    arrivedNotCharged: "outcome.said.arrivedNotBilled",
    notArrivedCharged: "outcome.said.notArrivedBilled",
    notArrivedNotCharged: "outcome.said.notArrivedNotBilled",
  },
  advice: {
    reopened: "outcome.advice.planReopened",
    arrived: "outcome.advice.planArrived",
    arrivalOpen: "outcome.advice.planArrivalOpen",
    chargeOpen: "outcome.advice.planBillOpen",
  },
  doubt: { ...DOUBT_WORD, serviceFault: "outcome.doubt.planServiceFault" },
  evidence: { title: "evidence.planTitle", waiting: "evidence.planWaiting", waitingOn: "evidence.planWaitingOn" },
  settle: { charged: "outcome.settle.billed", chooseCharge: "outcome.settle.chooseBill" },
  earlier: {
    inDoubt: "esim.earlier.inDoubt",
    refused: "esim.earlier.inDoubt",
    refusedButCharged: "esim.earlier.refusedButBilled",
    charged: "esim.earlier.made",
    reopened: "esim.earlier.reopened",
    mayHaveArrived: "esim.earlier.mayHaveArrived",
    accepted: "esim.earlier.accepted",
    arrivalUnsaid: "esim.earlier.arrivalUnsaid",
  },
  entry: {
    ...ENTRY_WORD,
    accepted: "history.kind.planAccepted",
    evidence: "history.kind.planEvidence",
  },
  fact: {
    amount: "outcome.summary.price",
    repeatReason: "esim.reason",
    overrideOf: "history.fact.orderedDespite",
    charged: "history.fact.billed",
  },
};

const ORDER_WORDS: Record<OrderView["kind"], OrderWords> = { topUp: AIRTIME, newEsim: PLAN, esimTopUp: PLAN };

/** The words for an order of this kind. */
export const wordsFor = (kind: OrderView["kind"]): OrderWords => ORDER_WORDS[kind];

/** The words for a sale. */
export const wordsOf = ({ order }: Pick<SaleView, "order">): OrderWords => wordsFor(order.kind);

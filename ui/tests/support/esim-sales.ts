// Orders of eSIMs in every state that a sale can have, as the till would answer them.
import type {
  DeclineReason,
  DoubtCause,
  EntryView,
  Finding,
  OrderView,
  SaleStateView,
  SaleView,
} from "../../src/lib/ipc/generated";
import { ago } from "./samples";
import { DECLINE_REASONS, entry, esimTopUp, inState, isTheTills, line, newEsim } from "./sales";

export const ICCID = "8944478600000003211";

/** Both kinds of orders of an eSIM. */
export const ESIM_ORDERS: readonly OrderView[] = [newEsim("amina@example.org"), esimTopUp(ICCID)];

const QUESTION = "Question: was this order made, and was it fulfilled?\nX-Correlation-ID: 0d9f2b6a-1c34-4f6e-9a51-27d1";

const subscription = { id: "sub-1", iccid: ICCID, created: ago(30), hasOurDevice: true };
const trace = { at: ago(20), seen: ago(20), subscription };
const delivered = { iccid: ICCID, grouped: "8944 4786 0000 0003 211", subscription: "sub-1" };

/** A line of evidence about subscriptions, which knows no float. */
export const found = (finding: Finding) =>
  line(finding, { ifCharged: null, ifNotCharged: null, seen: null, subscriptions: [subscription] });

/** The words of a total list that this is true of: a new word does not compile until it is decided. */
const chosen = <Word extends string>(all: Record<Word, boolean>): Word[] =>
  (Object.keys(all) as Word[]).filter((word) => all[word]);

/** The findings with which an order stays in doubt. */
const FINDINGS: Record<Finding, boolean> = {
  floatUnreadable: false,
  nothingToCompare: false,
  wasCharged: false,
  wasNotCharged: false,
  exactlySome: false,
  cannotBeTold: false,
  unchangedSoFar: false,
  fitsBoth: false,
  movedByOthers: false,
  mayBeRetry: false,
  otherAccount: false,
  subscriptionsUnreadable: true,
  noSubscription: true,
  oneSubscription: false,
  severalSubscriptions: true,
  undatedSubscription: true,
  disputedSubscription: true,
};

/** The causes of a doubt that an order can have. */
const DOUBTS: Record<DoubtCause, boolean> = {
  interrupted: true,
  noAnswer: true,
  lineBroken: true,
  answerCut: true,
  serviceFault: true,
  unreadable: true,
  refusedChargeUnknown: false,
  wrongReceiver: false,
  approvalPending: false,
  unknownCode: false,
  orderStuck: true,
  orderLost: true,
  dataWiped: true,
};

/** The reasons by which the service refuses an order. */
const REFUSALS: Record<DeclineReason, boolean> = {
  insufficientFloat: false,
  numberInvalid: false,
  numberInactive: false,
  numberUnknown: false,
  networkRefused: false,
  amountRefused: false,
  accountFault: false,
  requestUnreadable: true,
  serviceBusy: false,
  serviceUnavailable: false,
  systemError: false,
  rateLimited: true,
  signInEnded: true,
  signInNotRenewed: true,
  unreachable: false,
  proxyBlocked: false,
  notPermitted: true,
  quotaReached: true,
  orderFailed: true,
  clientRefused: true,
  unsendable: false,
  other: true,
};

function said(arrived: boolean | null, charged: boolean | null): Partial<SaleView> {
  const person = "amal@shop.example";
  return { said: { person, at: ago(3), arrived, charged, reason: "Asked support", adopted: false } };
}

/** What a state brings with it; several where it looks different by its reason. */
const PARTS: Record<SaleStateView, Partial<SaleView>[]> = {
  intended: [{}],
  confirmed: [{ esim: delivered, reference: "b3JkZXI=" }],
  accepted: [{ progress: "accepted" }, { progress: "preparing" }],
  declined: chosen(REFUSALS).map((reason) => ({ reason })),
  declinedButCharged: [{ reason: "other", claim: QUESTION }],
  inDoubt: [
    ...chosen(DOUBTS).map((doubt) => ({ doubt, checking: true, claim: QUESTION })),
    ...chosen(FINDINGS).map((finding) => ({ doubt: "noAnswer" as const, claim: QUESTION, evidence: [found(finding)] })),
  ],
  neverHandedOver: DECLINE_REASONS.filter(isTheTills).map((reason) => ({ reason })),
  charged: [
    { doubt: "noAnswer", trace, evidence: [found("oneSubscription")], claim: QUESTION },
    { doubt: "noAnswer", claim: QUESTION },
  ],
  notCharged: [{ doubt: "noAnswer" }],
  reopened: [
    { doubt: "noAnswer", trace, notice: 41, reopening: { at: ago(5), moved: null, from: ago(60), to: ago(5) } },
    { doubt: "noAnswer", claim: QUESTION },
  ],
  said: [
    ...[true, false].flatMap((arrived) => [true, false, null].map((charged) => said(arrived, charged))),
    ...[true, false].map((charged) => said(null, charged)),
  ],
};

/** A sale of this order in this state, in every look that it can have. */
export function esimSales(state: SaleStateView, order: OrderView): SaleView[] {
  const none = { floatBefore: null, floatAfter: null, verdict: null, reopening: null, code: null, serviceMessage: "" };
  const connection = { environment: "practice", id: "practice-esim" } as const;
  const price = { amount: "12.50", currency: "EUR" };
  return PARTS[state].map((part) => inState(state, { connection, order, price, reference: null, ...none, ...part }));
}

export const ESIM_STATES = Object.keys(PARTS) as SaleStateView[];

/** Everything that a ledger can hold of an order of an eSIM. */
export function esimTimeline(order: OrderView): EntryView[] {
  const fact = (name: string, value: string) => ({ name, value });
  const uuid = "0d9f2b6a-1c34-4f6e-9a51-27d1c100000";
  const subject = order.kind === "newEsim" ? [fact("customer", "amina@example.org")] : [fact("iccid", ICCID)];
  const seen = [
    fact("subscription", "sub-1"),
    fact("iccid", ICCID),
    fact("created", ago(30)),
    fact("ourDevice", "yes"),
  ];
  const facts: [EntryView["kind"], EntryView["facts"]][] = [
    [
      "intended",
      [
        fact("product", "Kenya 1 GB"),
        ...subject,
        fact("deviceId", `${uuid}7`),
        fact("amount", "12.50 EUR"),
        fact("attempt", "2"),
        fact("repeatReason", "a second phone"),
        fact("overrideOf", `${uuid}6`),
        fact("correlation", `${uuid}5`),
      ],
    ],
    ["turnedAway", [fact("status", "401")]],
    ["accepted", [fact("reference", "b3JkZXI=")]],
    ["requestsNumbered", [fact("correlationFrom", `${uuid}1`), fact("correlationThrough", `${uuid}2`)]],
    ["progressed", [fact("progress", "preparing")]],
    ["evidence", [fact("finding", "disputedSubscription"), ...seen]],
    ["inDoubt", [fact("cause", "serviceFault")]],
    ["traced", [...seen, fact("seenAt", ago(20))]],
    ["declined", [fact("reason", "orderFailed")]],
    ["neverHandedOver", [fact("reason", "unreachable")]],
    ["said", [fact("arrived", "yes"), fact("charged", "no"), fact("settleReason", "Asked support")]],
    ["confirmed", [fact("reference", "b3JkZXI="), fact("iccid", ICCID), fact("subscription", "sub-1")]],
  ];
  return facts.map(([kind, all], at) => entry(at + 1, { kind, facts: all }));
}

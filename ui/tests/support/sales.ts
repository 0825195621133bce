// Sales, confirmations and ledgers as the till would answer them.
import type {
  AmountView,
  Commands,
  ConfirmationView,
  DeclineReason,
  DoubtCause,
  EntryView,
  EvidenceLine,
  Finding,
  NumberView,
  OrderView,
  SaleDetail,
  SaleStateView,
  SaleView,
  Speaker,
  VerdictView,
  TroubleView,
} from "../../src/lib/ipc/generated";
import type { SaleViewing } from "../../src/lib/sale/viewing";
import { subjectOf } from "../../src/lib/sale/order";
import { type Answers, Host } from "./host";
import reasons from "./reasons.json";
import { ago, floatThere, practice, ssp, start } from "./samples";

let count = 0;

/** An order of airtime to this number, given in its groups. */
export const to = (grouped: string, operator: string | null = "MTN"): OrderView => ({
  kind: "topUp",
  msisdn: grouped.replace(/\D/gu, ""),
  grouped,
  operator,
});

/** A new eSIM for this customer. */
export const newEsim = (identifier: string): OrderView => ({
  kind: "newEsim",
  product: { id: "p-1=", name: "Kenya 1 GB" },
  country: "KE",
  customer: { identifier, name: "Amal Deng", residence: null },
  device: { kind: "ios", model: "iPhone 15", eid: null },
  activation: null,
});

/** A further plan on this SIM. */
export const esimTopUp = (iccid: string): OrderView => ({
  kind: "esimTopUp",
  product: { id: "p-1=", name: "Kenya 1 GB" },
  country: "KE",
  iccid,
  grouped: iccid.replace(/(\d{4})(?=\d)/gu, "$1 "),
});

/** What the till knows of each reason and of each cause; a test of the till keeps the file complete and true. */
const REASONS = reasons.reasons as Record<DeclineReason, { uncharged: boolean; speaker: Speaker }>;
const DOUBTS = reasons.doubts as Record<DoubtCause, { speaker: Speaker }>;

/** Every reason of a refusal. */
export const DECLINE_REASONS = Object.keys(REASONS) as DeclineReason[];

/** Whether the reason says that nothing was charged or ordered. */
export const saysUncharged = (reason: DeclineReason): boolean => REASONS[reason].uncharged;

/** Whether the reason is the till's own: the request was never sent. */
export const isTheTills = (reason: DeclineReason): boolean => REASONS[reason].speaker === "till";

type Spoken = Pick<SaleView, "uncharged" | "speaker">;

/** The facts that the till adds to the reason of a refusal, or to the cause of a doubt. */
const spoken = ({ reason, doubt }: Pick<SaleView, "reason" | "doubt">): Spoken => ({
  uncharged: reason !== null && saysUncharged(reason),
  speaker: reason ? REASONS[reason].speaker : doubt ? DOUBTS[doubt].speaker : "service",
});

export const sale = (change: Partial<SaleView> = {}): SaleView => {
  count += 1;
  const made: Omit<SaleView, keyof Spoken> & Partial<Spoken> = {
    id: `5f0c0de0-0000-4000-8000-${String(count).padStart(12, "0")}`,
    revision: 1000 - count,
    connection: { environment: "practice", id: "practice" },
    order: to("+211 921 234 567"),
    price: ssp("60.00"),
    progress: null,
    esim: null,
    trace: null,
    state: "confirmed",
    at: ago(60 * count),
    updatedAt: ago(60 * count - 1),
    soldBy: "clerk@practice.example",
    till: "3f2a-91bc",
    reference: "2015092414230190101000061",
    reason: null,
    code: 0,
    serviceMessage: "",
    tillMessage: "",
    floatBefore: ssp("25000.00"),
    floatAfter: ssp("24940.00"),
    doubt: null,
    checking: false,
    refused: false,
    verdict: null,
    reopening: null,
    said: null,
    indication: null,
    restIn: null,
    notice: null,
    claim: null,
    correlation: null,
    evidence: [],
    ...change,
  };
  return { ...spoken(made), ...made };
};

export const line = (finding: Finding, change: Partial<EvidenceLine> = {}): EvidenceLine => ({
  at: ago(20),
  finding,
  ifCharged: ssp("24940.00"),
  ifNotCharged: ssp("25000.00"),
  seen: ssp("25000.00"),
  exactly: null,
  of: null,
  moved: null,
  from: null,
  subscriptions: [],
  ...change,
});

/** What the evidence says of a sale of 60 SSP. */
export const verdict = (charged: boolean): VerdictView => ({
  charged,
  at: ago(20),
  from: ago(90),
  to: ago(20),
  debit: charged ? ssp("60.00") : null,
  before: ssp("25000.00"),
  after: ssp(charged ? "24940.00" : "25000.00"),
  restSeconds: 600,
});

/** A sale in each state, with what belongs to it. */
export const inState = (state: SaleStateView, change: Partial<SaleView> = {}): SaleView => {
  const none = { reference: null, floatAfter: null, code: null };
  const parts: Record<SaleStateView, Partial<SaleView>> = {
    intended: none,
    confirmed: {},
    accepted: { code: 11 },
    declined: { ...none, reason: "numberInactive", code: 36, serviceMessage: "INVALID_TOPUP_PRINCIPAL_STATE" },
    declinedButCharged: {
      reference: null,
      reason: "networkRefused",
      code: 13,
      serviceMessage: "REJECTED_TOPUP",
      verdict: verdict(true),
      claim:
        "Claim for 21 Systems\nNumber: 211921234567\nAmount: 60.00 SSP\nAsked at: 2026-11-21T14:05:09Z\nFloat before: 25000.00 SSP\nFloat after: 24940.00 SSP",
    },
    inDoubt: { ...none, doubt: "noAnswer", checking: true },
    neverHandedOver: { ...none, reason: "unreachable", tillMessage: "connection refused" },
    charged: { ...none, doubt: "noAnswer", verdict: verdict(true) },
    notCharged: { ...none, doubt: "noAnswer", verdict: verdict(false) },
    reopened: {
      ...none,
      doubt: "noAnswer",
      verdict: verdict(false),
      reopening: { at: ago(5), moved: ssp("30.00"), from: ago(60), to: ago(5) },
      notice: 41,
    },
    said: {
      ...none,
      doubt: "noAnswer",
      said: {
        person: "amal@shop.example",
        at: ago(3),
        arrived: true,
        charged: null,
        reason: "Heard the message",
        adopted: false,
      },
    },
  };
  return sale({ state, ...parts[state], ...change });
};

export const numberView = (text: string): NumberView => {
  const digits = text.replace(/\D/gu, "");
  const national = digits.replace(/^(00211|211)/u, "").replace(/^0/u, "");
  const whole = national.length === 9;
  const shown =
    digits.startsWith("211") && digits.length > 10
      ? `+211 ${national.replace(/(\d{3})(?=\d)/gu, "$1 ")}`
      : digits.replace(/(\d{3})(?=\d)/gu, "$1 ");
  const operator =
    national.startsWith("92") || national.startsWith("99") ? "MTN" : national.startsWith("91") ? "Zain" : null;
  return {
    shown: /[a-z]/iu.test(text) ? text : shown,
    msisdn: whole ? `211${national}` : null,
    grouped: whole ? `+211 ${national.replace(/(\d{3})(?=\d)/gu, "$1 ")}` : null,
    operator: whole ? operator : null,
    advice: !whole ? null : operator === "MTN" ? "good" : operator ? "otherNetwork" : "unknown",
    error: whole ? null : /[a-z]/iu.test(text) ? "notDigits" : national.length > 9 ? "tooLong" : "tooShort",
  };
};

/** What the till makes of a few amounts; the grammar is the till's alone. */
export const amountView = (text: string): AmountView => {
  const plain = text.replace(/\s*SSP$/u, "");
  const none: AmountView = { amount: null, choices: [], error: null };
  const cents = (whole: string, part = "") => ssp(`${BigInt(whole || "0")}.${part.padEnd(2, "0")}`);
  const asked = /^(\d+)[.,](\d{2})0$/u.exec(plain);
  if (asked) return { ...none, choices: [cents(`${asked[1]}${asked[2]}0`), cents(asked[1] ?? "", asked[2])] };
  if (plain === "60.555") return { ...none, choices: [ssp("60555.00")] };
  if (/\.\d{4,}$/u.test(plain)) return { ...none, error: "tooManyPlaces" };
  const parts = /^(\d{1,9}|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?$/u.exec(plain);
  return parts
    ? { ...none, amount: cents((parts[1] ?? "").replace(/\D/gu, ""), parts[2]) }
    : { ...none, error: "notANumber" };
};

export const confirmation = (change: Partial<ConfirmationView> = {}): ConfirmationView => ({
  intent: "intent-1",
  msisdn: "211921234567",
  grouped: "+211 921 234 567",
  operator: "MTN",
  advice: "good",
  amount: ssp("60.00"),
  floatBefore: { balance: ssp("25000.00"), at: ago(40), fresh: true, unread: null },
  floatAfter: ssp("24940.00"),
  recent: [],
  doubts: [],
  asksAboutNumber: false,
  ...change,
});

export const entry = (seq: number, change: Partial<EntryView>): EntryView => ({
  seq,
  at: ago(100 - seq),
  actor: "airtill",
  kind: "intended",
  facts: [],
  hash: "9f2c61ab",
  ...change,
});

export const detail = (of: SaleView): SaleDetail => ({
  sale: of,
  timeline: [
    entry(41, {
      actor: of.soldBy,
      facts: [
        { name: "amount", value: "60.00 SSP" },
        { name: "floatBefore", value: "25000.00 SSP" },
      ],
    }),
    ...(of.doubt ? [entry(42, { kind: "inDoubt", facts: [{ name: "cause", value: of.doubt }] })] : []),
    ...of.evidence.map((one, at) =>
      entry(43 + at, { kind: "evidence", facts: [{ name: "seen", value: one.seen?.amount ?? "" }] }),
    ),
    ...(of.state === "confirmed"
      ? [entry(60, { kind: "confirmed", facts: [{ name: "reference", value: of.reference ?? "" }] })]
      : []),
  ],
});

/** The sale as a component sees it; nothing is done by asking. */
export const viewing = (of: SaleView, change: Partial<SaleViewing> = {}): SaleViewing => ({
  sale: of,
  service: "outcome.service.twentyOneSystems",
  timeline: detail(of).timeline,
  checking: false,
  saying: false,
  looking: false,
  error: undefined,
  restLeft: of.restIn,
  check: async () => {},
  say: async () => true,
  look: async () => {},
  ...change,
});

export const troubles: TroubleView[] = [
  { number: "+211 921 200 000", ending: "0000", code: "confirmed", group: "confirmed" },
  { number: "+211 921 209 011", ending: "9011", code: "accepted_amount", group: "accepted" },
  { number: "+211 921 209 036", ending: "9036", code: "declined_number_inactive", group: "declined" },
  { number: "+211 921 209 113", ending: "9113", code: "charged_topup", group: "declined_but_charged" },
  { number: "+211 921 209 601", ending: "9601", code: "lost_after_charge", group: "in_doubt" },
  { number: "+211 921 209 504", ending: "9504", code: "slow", group: "delay" },
  { number: "+211 921 209 402", ending: "9402", code: "signed_out", group: "session" },
];

/** A till with these sales, which sells whatever it is asked for. */
export function sellingHost(sales: SaleView[], answers: Answers = {}): Host {
  const connection = practice();
  return new Host({
    start: () => start({ connections: [connection] }),
    refresh_float: () => connection,
    troubles: () => ({ rows: troubles }),
    float_troubles: () => floatThere(),
    last_sales: ({ limit }) => ({ sales: sales.slice(0, limit) }),
    search_history: ({ search }) => ({
      sales: sales.filter((one) => search === "" || subjectOf(one).replace(/\D/gu, "").includes(search)),
      next: null,
    }),
    sale_detail: ({ sale: id }) => detail(sales.find((one) => one.id === id) ?? sale({ id })),
    check_number: ({ text }) => numberView(text),
    check_amount: ({ text }) => amountView(text),
    prepare_top_up: () => confirmation(),
    send_top_up: () => sale(),
    ...answers,
  });
}

/** A promise that is kept by hand. */
export function byHand<T>(): { promise: Promise<T>; keep: (value: T) => void; break_: (error: unknown) => void } {
  let keep!: (value: T) => void;
  let break_!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    keep = yes;
    break_ = no;
  });
  return { promise, keep, break_ };
}

export type Answer<K extends keyof Commands> = Commands[K]["answer"];

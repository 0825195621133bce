// SIMs, subscriptions, customers and troubles as the till would answer them.
import type { ChangeOutcome, CustomerView, EsimTroubles, SimView, SubscriptionView } from "../../src/lib/ipc/generated";
import { noCustomer } from "../../src/lib/esim/customer";
import { catalogue, simNumber } from "./esim";
import type { Answers } from "./host";
import { ago } from "./samples";

export const ICCID = "8944474000000000008";
export const EID = "89049032000001000000001234567891";

export const subscription = (change: Partial<SubscriptionView> = {}): SubscriptionView => ({
  id: "c3Vic2NyaXB0aW9uLTE=",
  status: "active",
  product: "Kenya 5 GB",
  productId: "cHJvZHVjdC0x",
  iccid: ICCID,
  initialBytes: "5000000000",
  spentBytes: "1250000000",
  createdAt: "2026-11-20T08:00:00Z",
  activatedAt: "2026-11-20T08:30:00Z",
  expiresAt: "2026-12-20T08:30:00Z",
  renews: false,
  unread: [],
  ...change,
});

export const pending = (change: Partial<SubscriptionView> = {}): SubscriptionView =>
  subscription({
    id: "c3Vic2NyaXB0aW9uLTI=",
    status: "pending",
    product: "Uganda 3 GB",
    initialBytes: "3000000000",
    spentBytes: "0",
    activatedAt: null,
    expiresAt: null,
    ...change,
  });

export const sim = (change: Partial<SimView> = {}): SimView => ({
  iccid: ICCID,
  status: "released",
  statusWord: "Released",
  eid: EID,
  lastModified: "2026-11-20T08:10:00Z",
  subscriptions: [subscription(), pending()],
  subscriptionsLeftOut: 0,
  mostActive: 15,
  notifications: [{ event: "USAGE_THRESHOLD", address: "https://company.example/usage" }],
  notificationsError: null,
  notificationsLeftOut: 0,
  at: ago(5),
  unread: [],
  ...change,
});

export const customer = (
  change: Partial<CustomerView["fields"]> = {},
  id: string | null = "customer-7",
): CustomerView => ({
  id,
  fields: {
    ...noCustomer("amina@example.org"),
    firstName: "Amina",
    lastName: "Deng",
    residence: "SS",
    phone: "+211925415377",
    ...change,
  },
  unread: [],
});

export const troubles = (change: Partial<EsimTroubles> = {}): EsimTroubles => ({
  rows: ["order_fails", "foreign_sim", "role_denied", "new_trouble"].map((code) => ({ code, on: false })),
  samples: [
    { code: "order_fails", text: "fails@practice", isIccid: false },
    { code: "sim_installed", text: "8944474000000000180", isIccid: true },
  ],
  ...change,
});

/** The answer to a change that the service made. */
export const made = (): ChangeOutcome => ({ outcome: "made" });

/** What an imagined till answers about eSIMs. */
export const esimAnswers: Answers = {
  check_iccid: ({ text }) => simNumber(text),
  check_eid: ({ text }) => {
    const digits = text.replace(/\s/gu, "");
    const good = /^\d{32}$/u.test(digits);
    return { digits: good ? digits : null, shown: text, advice: [], error: good ? null : "tooShort" };
  },
  look_up_sim: ({ iccid }) => sim({ iccid }),
  catalogue: () => catalogue(),
  search_subscriptions: () => ({
    subscriptions: [subscription({ initialBytes: null, spentBytes: null })],
    leftOut: 0,
    next: null,
  }),
  look_up_customer: () => ({ customer: customer() }),
  payment_methods: () => ({ methods: [], leftOut: 0 }),
  esim_troubles: () => troubles(),
};

// The sentences of an order of a plan that hang on more than its kind: what the service's subscriptions show of it.
import type { Finding, SaleView } from "../ipc/generated";
import type { MessageKey } from "../i18n";
import { phrase, type Phrase, type Value } from "./phrase";

/** The service may still say more, or a subscription may still appear. */
const MAY_CHANGE: ReadonlySet<Finding> = new Set<Finding>(["noSubscription", "subscriptionsUnreadable"]);

/** The sentence about a doubt: the till still looks for something, or else the people who may know. */
function doubtKey(sale: SaleView): Extract<MessageKey, `outcome.sentence.plan${"Checking" | "InDoubt"}`> {
  const finding = sale.evidence.at(-1)?.finding;
  const goesOn = sale.checking && (finding === undefined || MAY_CHANGE.has(finding));
  return goesOn ? "outcome.sentence.planChecking" : "outcome.sentence.planInDoubt";
}

/** What is said of a doubt. */
export const planInDoubt = (sale: SaleView, service: Value): Phrase => phrase(doubtKey(sale), { service });

/** Whether a doubt is left to a person, who asks the service. */
export const asksService = (sale: SaleView): boolean =>
  sale.state === "inDoubt" && doubtKey(sale) === "outcome.sentence.planInDoubt";

/** A subscription that nothing else explains: the order was made, and nothing is said of its delivery. */
export function planMade({ trace }: SaleView, service: Value): Phrase {
  if (trace === null) return phrase("outcome.sentence.planMade", { service });
  return phrase("outcome.sentence.planTraced", {
    service,
    subscription: { number: trace.subscription.id },
    seen: { at: trace.seen },
  });
}

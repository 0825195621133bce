// A sale in one breath, for a voice and for a notice: where it stands, what it was, and the sentence of its outcome.
import type { MessageKey } from "../i18n";
import type { ConfirmationView, SaleView } from "../ipc/generated";
import { boughtValue, subjectValue } from "./order";
import type { Phrase } from "./phrase";
import { outcomeSentence, statePhrase } from "./sentence";

/** The sale of an error that is shown beside another order. */
export const stumbledTitle = ({ amount, grouped }: ConfirmationView): Phrase => ({
  key: "topUp.stumbled",
  values: { amount: { money: amount }, number: { number: grouped } },
});

/** What is said of a sale that somebody cannot see, or not yet. */
export function newsOf(sale: SaleView, service: MessageKey): Phrase {
  return {
    key: "outcome.announce",
    values: {
      state: { phrase: statePhrase(sale) },
      amount: boughtValue(sale),
      number: subjectValue(sale),
      sentence: { phrase: outcomeSentence(sale, service) },
    },
  };
}

// A refusal of an order of an eSIM says once whether money moved, or that nobody said so.
import { describe, expect, it } from "vitest";
import en from "../../messages/en.json";
import { advice, outcomeSentence } from "../../src/lib/sale/sentence";
import { speak } from "../../src/lib/sale/speak";
import { ESIM_ORDERS, esimSales } from "../support/esim-sales";
import { inState, saysUncharged } from "../support/sales";

const BILL_OPEN = / The service does not say whether it was billed\.$/u;
const NOTHING = / Nothing was (?:charged|ordered)\.$/u;

it("a client that is refused is sent to its id and its secret", () => {
  const sale = inState("declined", { order: ESIM_ORDERS[0], reason: "clientRefused", code: null });
  expect(en[advice(sale) ?? "outcome.advice.tryAgain"]).toMatch(/client id and the client secret/u);
});

describe.each(ESIM_ORDERS.map((order) => [order.kind, order] as const))("%s that was refused", (_, order) => {
  it.each(esimSales("declined", order).map((sale) => [sale.reason ?? "other", sale] as const))(
    "says of %s what is known of its bill",
    (reason, sale) => {
      const sentence = speak(outcomeSentence(sale, "outcome.service.truphoneConnect"));
      expect(sentence).toMatch(saysUncharged(reason) ? NOTHING : BILL_OPEN);
      expect(sentence.match(/billed|nothing was/giu), "it is said once").toHaveLength(1);
    },
  );
});

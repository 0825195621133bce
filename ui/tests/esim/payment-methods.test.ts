// How a customer pays: seen on request, and removed after a question.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { made } from "../support/sims";
import { openCustomer } from "./open";

const key = truphone().key;

describe("The ways to pay", () => {
  const card = {
    id: "method-1",
    name: "Company card",
    kind: "visa",
    lastDigits: "4242",
    expires: "11/2027",
    unread: false,
  };
  const other = { id: null, name: "", kind: "sepa", lastDigits: "", expires: "", unread: false };

  async function shown(answers: Answers = {}) {
    const opened = await openCustomer({ payment_methods: () => ({ methods: [card, other], leftOut: 0 }), ...answers });
    expect(opened.host.count("payment_methods"), "only on request").toBe(0);
    await opened.user.click(screen.getByTestId("payment-show"));
    return opened;
  }

  it("are seen, and only one with an id can be removed, after a question", async () => {
    const { user, host } = await shown({ remove_payment_method: made });
    const [first, second] = await screen.findAllByTestId("payment-method");
    expect(first?.textContent).toContain("Company card, visa ending in 4242");
    expect(first?.textContent).toContain("until 11/2027");
    expect(within(second as HTMLElement).getByTestId("payment-no-id")).toBeTruthy();
    await user.click(screen.getByTestId("payment-remove"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("payment-cancel")));
    expect(host.count("remove_payment_method")).toBe(0);
    host.answer({ payment_methods: () => ({ methods: [other], leftOut: 0 }) });
    await user.click(screen.getByTestId("payment-confirm"));
    await waitFor(() => expect(screen.getAllByTestId("payment-method")).toHaveLength(1));
    expect(host.last("remove_payment_method")).toEqual({ connection: key, customer: "customer-7", method: "method-1" });
  });

  it("are said to be none, or not to be had", async () => {
    const { user, host } = await shown({
      payment_methods: () => {
        throw errorWith("denied");
      },
    });
    expect((await screen.findByTestId("payment-error")).textContent).toContain("Check the address first.");
    host.answer({ payment_methods: () => ({ methods: [], leftOut: 0 }) });
    await user.click(screen.getByTestId("payment-error-again"));
    expect(await screen.findByTestId("payment-none")).toBeTruthy();
  });

  it("stay where one could not be removed", async () => {
    const { user } = await shown({
      remove_payment_method: () => {
        throw errorWith("serviceDown");
      },
    });
    await user.click(await screen.findByTestId("payment-remove"));
    await user.click(await screen.findByTestId("payment-confirm"));
    expect((await screen.findByTestId("payment-remove-error")).textContent).toContain("It was not removed");
    expect(screen.getAllByTestId("payment-method")).toHaveLength(2);
  });

  it("are named where several could not be removed", async () => {
    const second = { ...card, id: "method-2", lastDigits: "1881" };
    const { user } = await shown({
      payment_methods: () => ({ methods: [card, second], leftOut: 0 }),
      remove_payment_method: ({ method }) => {
        if (method === card.id) throw errorWith("denied");
        return { outcome: "unknown", error: errorWith("answerLost") };
      },
    });
    for (const at of [0, 1]) {
      await user.click((await screen.findAllByTestId("payment-remove"))[at] as HTMLElement);
      await user.click(await screen.findByTestId("payment-confirm"));
      await waitFor(() => expect(screen.getAllByTestId("payment-remove-error")).toHaveLength(at + 1));
    }
    const [denied, lost] = screen.getAllByTestId("payment-remove-error");
    expect(denied?.textContent).toContain("Company card, visa ending in 4242: It was not removed");
    expect(lost?.textContent).toContain("Company card, visa ending in 1881: We do not know");
  });

  it("are removed though the others cannot be read again", async () => {
    const { user, host } = await shown({ remove_payment_method: made });
    await user.click(await screen.findByTestId("payment-remove"));
    host.answer({
      payment_methods: () => {
        throw errorWith("denied");
      },
    });
    await user.click(await screen.findByTestId("payment-confirm"));
    const said = await screen.findByTestId("payment-remove-error");
    expect(said.textContent).toContain("It was removed");
    expect(screen.getByTestId("payment").textContent).not.toMatch(/not removed|nothing was changed/iu);
    expect(screen.queryByTestId("payment-method"), "it would still stand there").toBeNull();
    host.answer({ payment_methods: () => ({ methods: [other], leftOut: 0 }) });
    await user.click(screen.getByTestId("payment-remove-error-look"));
    await waitFor(() => expect(screen.getAllByTestId("payment-method")).toHaveLength(1));
    expect(screen.queryByTestId("payment-remove-error")).toBeNull();
  });

  it("may have been removed where the answer was lost", async () => {
    const { user, host } = await shown({
      remove_payment_method: () => ({ outcome: "unknown", error: errorWith("answerLost") }),
    });
    await user.click(await screen.findByTestId("payment-remove"));
    await user.click(await screen.findByTestId("payment-confirm"));
    const said = (await screen.findByTestId("payment-remove-error")).textContent;
    expect(said).toContain("It may have been removed. Look again before you try once more");
    expect(said).not.toMatch(/not removed|nothing was changed/iu);
    expect(host.count("payment_methods"), "nobody looked again by themselves").toBe(1);
  });

  it("are not called whole, or none, where some could not be read", async () => {
    await shown({ payment_methods: () => ({ methods: [], leftOut: 2 }) });
    expect((await screen.findByTestId("payment-left-out")).textContent).toContain("2 entries could not be read");
    expect(screen.queryByTestId("payment-none")).toBeNull();
  });
});

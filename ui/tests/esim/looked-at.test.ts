// An order that a person only looks at: the form holds another one, which is neither shown for it nor lost by the look.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SaleView } from "../../src/lib/ipc/generated";
import { orderSale } from "../support/esim";
import { newEsim } from "../support/sales";
import { settled } from "./settled";
import { at, openForm, openSelling } from "./till";

const B = orderSale({ id: "intent-b", order: newEsim("b@example.org") });
const declined = orderSale({ ...B, state: "declined", reason: "orderFailed", progress: null, revision: 6 });

const customer = () => screen.getByTestId<HTMLInputElement>("order-customer");

/** A till whose form holds an order of A while a person looks at the order of B. */
async function looking() {
  const opened = await openForm({ open_orders: () => ({ sales: [B] }) });
  await opened.user.type(customer(), "a@example.org");
  await opened.user.click(at("order-back"));
  await opened.user.click(await screen.findByTestId("order-look"));
  expect(at("esim-order").textContent).toContain("b@example.org");
  return opened;
}

type Opened = Awaited<ReturnType<typeof looking>>;

async function findsTheForm({ user }: Opened): Promise<void> {
  expect(at("catalogue-for").textContent).toContain("a@example.org");
  await user.click((await screen.findAllByTestId("product-row"))[0] as HTMLElement);
  expect(customer().value).toBe("a@example.org");
}

it("asks about one order while the service is asked about another", async () => {
  const A = orderSale({ id: "intent-a" });
  const answers = new Map<string, (sale: SaleView) => void>();
  const { user, host } = await openSelling({
    open_orders: () => ({ sales: [A, B] }),
    ask_about_order: ({ sale }) => new Promise((answer) => answers.set(sale, answer)),
  });
  await user.click((await screen.findAllByTestId("order-look"))[0] as HTMLElement);
  await user.click(at("order-ask"));
  expect(at("order-ask").getAttribute("aria-busy")).toBe("true");
  await user.click(at("order-next"));
  await user.click((await screen.findAllByTestId("order-look"))[1] as HTMLElement);
  expect(at("order-ask").getAttribute("aria-busy")).not.toBe("true");
  await user.click(at("order-ask"));
  expect(host.last("ask_about_order")?.sale).toBe("intent-b");
  answers.get("intent-a")?.(A);
  await settled();
  expect(at("order-ask").getAttribute("aria-busy"), "the other answer ends nothing here").toBe("true");
  answers.get("intent-b")?.({ ...B, progress: "preparing", revision: 4 });
  await waitFor(() => expect(at("order-steps").dataset.step).toBe("preparing"));
  await waitFor(() => expect(at("order-ask").getAttribute("aria-busy")).not.toBe("true"));
});

describe("an order that was only looked at", () => {
  it("is not changed in the form of another customer", async () => {
    const opened = await looking();
    await opened.host.emit({ type: "saleChanged", sale: declined });
    await waitFor(() => expect(at("outcome").dataset.state).toBe("declined"));
    expect(screen.queryByTestId("order-change")).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(at("order-next")));
    expect(screen.getAllByText("Back to the catalogue")).toHaveLength(1);
  });

  it.each<[string, (opened: Opened) => Promise<void>]>([
    ["Escape", ({ user }) => user.keyboard("{Escape}")],
    ["its button", ({ user }) => user.click(at("order-next"))],
    [
      "another screen",
      async ({ unmount, show }) => {
        unmount();
        await show();
      },
    ],
  ])("is left by %s, and the form keeps the other order", async (_, leave) => {
    const opened = await looking();
    await leave(opened);
    await screen.findByTestId("catalogue");
    await findsTheForm(opened);
  });
});

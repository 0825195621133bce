// The form of a customer that is left before it ends: how it ended is told, and the typed texts are not lost.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ChangeOutcome, KeptCustomer } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { byHand } from "../support/sales";
import { customer, made } from "../support/sims";
import { openAt, openCustomer } from "./open";

const at = (id: string) => screen.getByTestId(id);
const field = (name = "email") => screen.getByTestId<HTMLInputElement>(`customer-${name}`);
const other = { environment: "live", id: "other" } as const;
const ABOUT = `About the customer nile@example.org (${truphone().name}):`;

/** A form of a new customer that is filled in. */
async function filledIn(answers: Answers) {
  const opened = await openAt("nav-customers", answers);
  await opened.user.click(at("customers-new"));
  await opened.user.type(field(), "nile@example.org");
  await opened.user.type(field("firstName"), "Amina");
  return opened;
}

/** One that is sent and left for the customers of another connection. */
async function leftBehind() {
  const answer = byHand<KeptCustomer>();
  const opened = await filledIn({ create_customer: () => answer.promise });
  await opened.user.click(at("customer-keep"));
  await waitFor(() => expect(opened.host.count("create_customer")).toBe(1));
  app.customers.use(other);
  return { ...opened, answer };
}

describe("A form that ends after it was left", () => {
  it("tells that the customer was created, and is put away", async () => {
    const { user, answer } = await leftBehind();
    answer.keep({ outcome: "kept", customer: customer({ email: "nile@example.org" }) });
    const told = await screen.findByTestId("late-customer");
    expect(told.textContent).toContain(ABOUT);
    expect(at("late-customer-kept").textContent).toContain("Amina Deng is created.");
    expect(app.announcer.text).toBe(`${ABOUT} Amina Deng is created.`);
    expect(app.customers.customer, "nothing of it stands under the other connection").toBeNull();
    await user.click(at("late-customer-away"));
    expect(screen.queryByTestId("late-customer")).toBeNull();
  });

  it("tells what was refused, field by field", async () => {
    const { answer } = await leftBehind();
    const errors = [{ field: "phone", message: "is no number" } as const];
    answer.keep({ outcome: "invalid", errors, refusal: null });
    const told = (await screen.findByTestId("late-customer")).textContent;
    expect(told).toContain("The customer was not created");
    expect(told).toContain("The service says: Phone number is no number.");
    expect(app.announcer.text).toContain("The service says: Phone number is no number.");
    expect(screen.queryByTestId("late-customer-form"), "it belongs to another connection").toBeNull();
  });

  it("tells that nobody knows, and that nothing was created", async () => {
    const { answer } = await leftBehind();
    answer.keep({ outcome: "unknown", error: errorWith("answerLost") });
    expect((await screen.findByTestId("late-customer-unknown")).textContent).toContain("may have been created");
    expect(app.announcer.text).toContain("The customer may have been created.");
    expect(screen.queryByTestId("late-customer-unknown-look")).toBeNull();
  });

  it("is opened again where its connection is in front", async () => {
    const { answer, user } = await leftBehind();
    answer.break_(errorWith("denied"));
    await screen.findByTestId("late-customer");
    app.customers.use(truphone().key);
    await user.click(await screen.findByTestId("late-customer-form"));
    await screen.findByTestId("customer-form");
    expect([field().value, field("firstName").value]).toEqual(["nile@example.org", "Amina"]);
    expect(screen.queryByTestId("late-customer")).toBeNull();
  });

  it("is told by its notice alone where it is in front", async () => {
    const { user } = await filledIn({
      create_customer: () => ({ outcome: "unknown", error: errorWith("answerLost") }),
    });
    await user.click(at("customer-keep"));
    await screen.findByTestId("customer-unknown");
    expect(app.customers.late).toEqual([]);
  });
});

describe("A way to pay that is removed after its customer was left", () => {
  const method = { id: "m", name: "Company card", kind: "visa", lastDigits: "4242", expires: "", unread: false };

  /** One whose removal goes on while another customer is looked up. */
  async function removing() {
    const answer = byHand<ChangeOutcome>();
    const opened = await openCustomer({
      payment_methods: () => ({ methods: [method], leftOut: 0 }),
      remove_payment_method: () => answer.promise,
    });
    void app.customers.removeMethod(method);
    opened.host.answer({ look_up_customer: () => ({ customer: customer({ email: "b@example.org" }) }) });
    await app.customers.open("b@example.org");
    return { ...opened, answer };
  }
  const about = "About the customer amina@example.org (Company card, visa ending in 4242):";

  it("tells that it is removed, and of whom", async () => {
    const { answer } = await removing();
    answer.keep(made());
    expect((await screen.findByTestId("late-customer")).textContent).toContain(about);
    expect(at("late-customer-removed")).toBeTruthy();
    expect(app.announcer.text).toBe(`${about} It is removed.`);
  });

  it("leads to its own customer where nobody knows", async () => {
    const { answer, host, user } = await removing();
    answer.keep({ outcome: "unknown", error: errorWith("noAnswer") });
    await user.click(await screen.findByTestId("late-customer-trouble-look"));
    await waitFor(() => expect(host.last("look_up_customer")?.email).toBe("amina@example.org"));
    expect(screen.queryByTestId("late-customer")).toBeNull();
  });
});

describe("A form whose answer did not tell", () => {
  const unknown = () => ({ outcome: "unknown", error: errorWith("answerLost") }) as const;

  it("is there again with what was typed where nobody is found", async () => {
    const { user } = await filledIn({ create_customer: unknown, look_up_customer: () => ({ customer: null }) });
    await user.click(at("customer-keep"));
    await user.click(await screen.findByTestId("customer-unknown-look"));
    await screen.findByTestId("customer-none");
    expect(screen.queryByTestId("customer-create-this"), "nothing is typed twice").toBeNull();
    await user.click(at("customer-back-to-form"));
    await screen.findByTestId("customer-form");
    expect([field().value, field("firstName").value]).toEqual(["nile@example.org", "Amina"]);
    expect(screen.queryByTestId("customer-unknown"), "the look-up answered it").toBeNull();
  });

  it("is there again where the look-up failed, and still not known", async () => {
    const { user } = await filledIn({
      create_customer: unknown,
      look_up_customer: () => {
        throw errorWith("offline");
      },
    });
    await user.click(at("customer-keep"));
    await user.click(await screen.findByTestId("customer-unknown-look"));
    await screen.findByTestId("customer-error");
    await user.click(at("customer-back-to-form"));
    expect(field("firstName").value).toBe("Amina");
    expect(at("customer-unknown")).toBeTruthy();
  });

  it("is gone once the customer is shown", async () => {
    const { user } = await filledIn({ create_customer: unknown });
    await user.click(at("customer-keep"));
    await user.click(await screen.findByTestId("customer-unknown-look"));
    await screen.findByTestId("customer");
    expect(screen.queryByTestId("customer-back-to-form")).toBeNull();
    expect(app.customers.aside).toBeNull();
  });

  it("is led back to from another customer who was looked up", async () => {
    const { user, host } = await filledIn({ create_customer: unknown, look_up_customer: () => ({ customer: null }) });
    await user.click(at("customer-keep"));
    await user.click(await screen.findByTestId("customer-unknown-look"));
    await screen.findByTestId("customer-none");
    host.answer({ look_up_customer: () => ({ customer: customer() }) });
    await user.clear(field());
    await user.type(field(), "amina@example.org{Enter}");
    await screen.findByTestId("customer");
    await user.click(at("customer-back-to-form"));
    expect(field("firstName").value).toBe("Amina");
    expect(at("customer-unknown"), "that look-up was about somebody else").toBeTruthy();
  });
});

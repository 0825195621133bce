// The customers of the company: looked up, made, changed, and how they pay.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { FoundCustomer, KeptCustomer } from "../../src/lib/ipc/generated";
import { app } from "../support/app";
import { truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { customer } from "../support/sims";
import { openAt, openCustomer } from "./open";
import { settled } from "./settled";

const key = truphone().key;
const field = (name = "email") => screen.getByTestId<HTMLInputElement>(`customer-${name}`);

describe("Looking a customer up", () => {
  it("shows all that the service knows", async () => {
    const { host } = await openCustomer({
      look_up_customer: () => ({
        customer: customer({ billing: { ...customer().fields.billing, line1: "Airport Road 7", city: "Juba" } }),
      }),
    });
    expect(host.last("look_up_customer")).toEqual({ connection: key, email: "amina@example.org" });
    const card = screen.getByTestId("customer");
    expect(within(card).getByTestId("customer-name").textContent).toBe("Amina Deng");
    for (const text of ["Personal", "South Sudan", "+211 925 415 377", "Airport Road 7", "Juba"])
      expect(card.textContent).toContain(text);
    expect(card.textContent, "what is empty is not there").not.toContain("Language");
  });

  it("names the language, and leaves a number of unknown groups alone", async () => {
    await openCustomer({ look_up_customer: () => ({ customer: customer({ language: "fr", phone: "+14155552671" }) }) });
    const card = screen.getByTestId("customer");
    for (const text of ["French", "+14155552671"]) expect(card.textContent).toContain(text);
  });

  it("names a company by its name", async () => {
    const company = {
      customerType: "business",
      companyName: "Nile Ltd",
      companyNumber: "SS-12",
      jobTitle: "CFO",
    } as const;
    await openCustomer({ look_up_customer: () => ({ customer: customer(company) }) });
    const card = screen.getByTestId("customer");
    expect(screen.getByTestId("customer-name").textContent).toBe("Nile Ltd");
    for (const text of ["Business", "SS-12", "CFO", "Amina Deng"]) expect(card.textContent).toContain(text);
  });

  it("asks nothing without an identifier", async () => {
    const { user, host } = await openAt("nav-customers");
    await user.click(screen.getByTestId("customer-submit"));
    expect(await screen.findByText(/Write the e-mail address or identifier/u)).toBeTruthy();
    expect(host.count("look_up_customer")).toBe(0);
  });

  it("says that there is none, and offers to create them", async () => {
    const { user } = await openAt("nav-customers", { look_up_customer: () => ({ customer: null }) });
    await user.type(field(), "weiß+ü@example.org{Enter}");
    expect((await screen.findByTestId("customer-none")).textContent).toContain("weiß+ü@example.org");
    await user.click(screen.getByTestId("customer-create-this"));
    await screen.findByTestId("customer-form");
    expect(field().value).toBe("weiß+ü@example.org");
  });

  it("names the identifier that was looked for, whatever is typed meanwhile", async () => {
    const { user } = await openAt("nav-customers", { look_up_customer: () => ({ customer: null }) });
    await user.type(field(), "nobody@example.org{Enter}");
    await screen.findByTestId("customer-none");
    await user.type(field(), ".uk");
    expect(screen.getByTestId("customer-none").textContent).toContain(
      "No customer has the identifier nobody@example.org. ",
    );
    await user.click(screen.getByTestId("customer-create-this"));
    await screen.findByTestId("customer-form");
    expect(field().value).toBe("nobody@example.org");
  });

  it("tells a no with both its meanings", async () => {
    const { user } = await openAt("nav-customers", {
      look_up_customer: () => {
        throw errorWith("denied", "Access is denied");
      },
    });
    await user.type(field(), "amina@example.org{Enter}");
    const said = (await screen.findByTestId("customer-error")).textContent;
    expect(said).toContain("may not exist or belong to another client of the service");
    expect(said).toContain("may not be an account manager");
    expect(said).toContain("Access is denied");
    expect(said, "nothing was to be changed").not.toContain("changed");
    await user.click(screen.getByTestId("customer-create-this"));
    await screen.findByTestId("customer-form");
    expect(field().value, "it may mean that there is none").toBe("amina@example.org");
  });

  it("says where it is offline, and asks again", async () => {
    const { user, host } = await openAt("nav-customers", {
      look_up_customer: () => {
        throw errorWith("offline");
      },
    });
    await user.type(field(), "amina@example.org{Enter}");
    expect((await screen.findByTestId("customer-error")).textContent).toContain("cannot be reached");
    host.answer({ look_up_customer: () => ({ customer: customer() }) });
    await user.click(screen.getByTestId("customer-error-again"));
    await screen.findByTestId("customer");
  });
});

describe("A new customer", () => {
  async function filledIn(answer: () => KeptCustomer) {
    const opened = await openAt("nav-customers", { create_customer: answer });
    await opened.user.click(screen.getByTestId("customers-new"));
    await waitFor(() => expect(document.activeElement).toBe(field()));
    await opened.user.type(field(), "nile@example.org");
    return opened;
  }

  it("is personal, or business with its further fields", async () => {
    const kept = customer({ customerType: "business", companyName: "Nile Ltd", email: "nile@example.org" });
    const { user, host } = await filledIn(() => ({ outcome: "kept", customer: kept }));
    expect(screen.queryByTestId("customer-companyName")).toBeNull();
    await user.click(screen.getByTestId("customer-type-business"));
    await user.type(field("companyName"), "Nile Ltd");
    await user.type(field("companyNumber"), "SS-12");
    await user.type(field("jobTitle"), "CFO");
    await user.type(field("firstName"), "Amina");
    await user.type(field("residence"), "south sud{Enter}");
    await user.type(field("billing-city"), "Juba");
    await user.click(screen.getByTestId("customer-keep"));
    await screen.findByTestId("customer");
    expect(host.count("create_customer")).toBe(1);
    expect(host.last("create_customer")).toMatchObject({
      connection: key,
      fields: {
        customerType: "business",
        email: "nile@example.org",
        companyName: "Nile Ltd",
        companyNumber: "SS-12",
        jobTitle: "CFO",
        firstName: "Amina",
        residence: "SS",
        billing: { city: "Juba", line1: "" },
      },
    });
    expect(app.announcer.text).toBe("Nile Ltd is created.");
  });

  it("never has a field for a card", async () => {
    await filledIn(() => ({ outcome: "invalid", errors: [], refusal: null }));
    const labels = screen.getByTestId("customer-form").textContent ?? "";
    expect(labels).toContain("Never write the number of a payment card here");
    expect(screen.queryByLabelText(/card/iu)).toBeNull();
  });

  it("is not sent with something wrong, which is said at its field", async () => {
    const { user, host } = await filledIn(() => ({ outcome: "invalid", errors: [], refusal: null }));
    await user.clear(field());
    await user.type(field("currency"), "euro");
    await user.type(field("language"), "english please{Enter}");
    expect(await screen.findByText(/Write the e-mail address or identifier/u)).toBeTruthy();
    expect(screen.getByText(/not the code of a currency/u)).toBeTruthy();
    expect(screen.getByText(/not the code of a language/u)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(host.count("create_customer")).toBe(0);
  });

  it("has the service's words at their field", async () => {
    const { user } = await filledIn(() => ({
      outcome: "invalid",
      errors: [
        { field: "phone", message: "is not a\u202e number" },
        { field: "billing", message: "" },
        { field: "whole", message: "Try later" },
      ],
      refusal: { ...errorWith("denied", "Try later"), correlation: "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff" },
    }));
    await user.click(screen.getByTestId("customer-keep"));
    expect(await screen.findByText("The service says: Phone number is not a number.")).toBeTruthy();
    expect(screen.getByText("The service does not take this. Check it.")).toBeTruthy();
    const refused = screen.getByTestId("customer-refused").textContent;
    for (const said of ["Try later", "0d9f2b6a-1c34-4f6e-9a51-27d1c0ffffff", "c0ffee12"])
      expect(refused, "support finds it").toContain(said);
    expect(screen.getByTestId("correlation-copy")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(field("phone")));
    expect(field().value, "what was typed stays").toBe("nile@example.org");
  });

  it.each([
    ["an answer that was lost", (): KeptCustomer => ({ outcome: "unknown", error: errorWith("answerLost") })],
    [
      "an error that knows nothing",
      (): KeptCustomer => {
        throw errorWith("internal", "", "unknown");
      },
    ],
  ])("leads to a look-up after %s, and never says to try again", async (_, answer) => {
    const { user, host } = await filledIn(answer);
    await user.click(screen.getByTestId("customer-keep"));
    const said = (await screen.findByTestId("customer-unknown")).textContent ?? "";
    expect(said).toContain("Look them up before you create them again");
    expect(said).not.toMatch(/try again|money/iu);
    await user.click(screen.getByTestId("customer-unknown-look"));
    await screen.findByTestId("customer");
    expect(host.last("look_up_customer")).toEqual({ connection: key, email: "nile@example.org" });
    expect(host.count("create_customer")).toBe(1);
  });

  it("says that nothing was created where that is known", async () => {
    const { user } = await filledIn(() => {
      throw errorWith("denied");
    });
    await user.click(screen.getByTestId("customer-keep"));
    const said = await screen.findByTestId("customer-form-error");
    expect(said.textContent).toContain("The customer was not created");
    expect(said.textContent).toContain("may not be an account manager");
    expect(said.textContent).toContain("Nothing was changed");
    await waitFor(() => expect(said.parentElement).toBe(document.activeElement));
  });
});

describe("A customer who is changed", () => {
  async function changing(answers: Answers = {}) {
    const opened = await openCustomer(answers);
    await opened.user.click(screen.getByTestId("customer-change"));
    await screen.findByTestId("customer-form");
    return opened;
  }

  it("is sent as shown and as entered, so that only the difference goes on", async () => {
    const { user, host } = await changing({
      change_customer: ({ after }) => ({ outcome: "kept", customer: { id: "customer-7", fields: after, unread: [] } }),
    });
    await user.clear(field("phone"));
    await user.type(field("lastName"), "g{Enter}");
    await screen.findByTestId("customer");
    expect(host.last("change_customer")).toEqual({
      connection: key,
      before: customer(),
      after: { ...customer().fields, lastName: "Deng".concat("g"), phone: "" },
    });
    expect(screen.getByTestId("customer-name").textContent).toBe("Amina Dengg");
  });

  it("is not sent where nothing is different", async () => {
    const { user, host } = await changing();
    await user.click(screen.getByTestId("customer-keep"));
    expect(await screen.findByTestId("customer-same")).toBeTruthy();
    expect(host.count("change_customer")).toBe(0);
  });

  it("stays as they are after Cancel", async () => {
    const { user, host } = await changing();
    await user.type(field("lastName"), "x");
    await user.click(screen.getByTestId("customer-cancel"));
    expect((await screen.findByTestId("customer-name")).textContent).toBe("Amina Deng");
    expect(host.count("change_customer")).toBe(0);
  });

  it("cannot be changed without an id", async () => {
    await openCustomer({ look_up_customer: () => ({ customer: customer({}, null) }) });
    expect(screen.getByTestId("customer-no-id")).toBeTruthy();
    expect(screen.queryByTestId("customer-change")).toBeNull();
    expect(screen.queryByTestId("payment")).toBeNull();
  });
});

describe("Customers of two connections", () => {
  const other = { environment: "live", id: "other" } as const;

  it("do not mix: one saved at the first never stands under the second", async () => {
    let keep: (kept: KeptCustomer) => void = () => {};
    const { user } = await openAt("nav-customers", { create_customer: () => new Promise((given) => (keep = given)) });
    await user.click(screen.getByTestId("customers-new"));
    await user.type(field(), "nile@example.org{Enter}");
    await waitFor(() => expect(screen.getByTestId("customer-keep").getAttribute("aria-busy")).toBe("true"));
    app.customers.use(other);
    keep({ outcome: "kept", customer: customer({ email: "nile@example.org" }) });
    await settled();
    expect(app.customers.customer).toBeNull();
    expect(app.customers.email).toBe("");
  });

  it("do not mix: nobody speaks of a customer of the first under the second", async () => {
    let answer: (found: FoundCustomer) => void = () => {};
    const { user } = await openAt("nav-customers", {
      look_up_customer: () => new Promise((given) => (answer = given)),
    });
    await user.type(field(), "amina@example.org{Enter}");
    app.customers.use(other);
    app.announcer.say("something newer");
    answer({ customer: customer() });
    await settled();
    expect(app.customers.customer).toBeNull();
    expect(app.announcer.text).toBe("something newer");
  });
});

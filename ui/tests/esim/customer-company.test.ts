// The fields of a company in the form of a customer: hidden for a person, they are neither sent nor lost.
import { screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { KeptCustomer } from "../../src/lib/ipc/generated";
import type { Answers } from "../support/host";
import { customer } from "../support/sims";
import { openAt, openCustomer } from "./open";
import { settled } from "./settled";

const at = (id: string) => screen.getByTestId(id);
const field = (name: string) => screen.getByTestId<HTMLInputElement>(`customer-${name}`);

/** A form of a new person that is filled in. */
async function filledIn(answers: Answers) {
  const opened = await openAt("nav-customers", answers);
  await opened.user.click(at("customers-new"));
  await opened.user.type(field("email"), "nile@example.org");
  await opened.user.type(field("firstName"), "Amina");
  return opened;
}

describe("The fields of a company", () => {
  const kept = (): KeptCustomer => ({ outcome: "kept", customer: customer() });

  it("are not sent of a new person", async () => {
    const { user, host } = await filledIn({ create_customer: kept });
    await user.click(at("customer-type-business"));
    await user.type(field("companyName"), "Nile Ltd");
    await user.type(field("jobTitle"), "CFO");
    await user.click(at("customer-type-personal"));
    await user.click(at("customer-keep"));
    await screen.findByTestId("customer");
    expect(host.last("create_customer")?.fields).toMatchObject({ companyName: "", jobTitle: "", firstName: "Amina" });
  });

  it("are there again once the company is chosen after all", async () => {
    const { user } = await filledIn({ create_customer: kept });
    await user.click(at("customer-type-business"));
    await user.type(field("companyName"), "Nile Ltd");
    await user.click(at("customer-type-personal"));
    await user.click(at("customer-type-business"));
    expect(field("companyName").value).toBe("Nile Ltd");
  });

  it("stay as they are at the service while they are hidden", async () => {
    const company = { customerType: "business", companyName: "Nile Ltd" } as const;
    const { user, host } = await openCustomer({
      look_up_customer: () => ({ customer: customer(company) }),
      change_customer: kept,
    });
    await user.click(at("customer-change"));
    await user.type(field("companyName"), "x");
    await user.click(at("customer-type-personal"));
    await user.click(at("customer-keep"));
    await settled();
    expect(host.last("change_customer")?.after).toMatchObject({ customerType: "personal", companyName: "Nile Ltd" });
  });

  it("have their errors told where they are hidden", async () => {
    const { user } = await filledIn({
      create_customer: () => ({
        outcome: "invalid",
        errors: [
          { field: "companyName", message: "must be there" },
          { field: "type", message: "is odd" },
        ],
        refusal: null,
      }),
    });
    await user.click(at("customer-keep"));
    const told = (await screen.findByTestId("customer-refused")).textContent;
    expect(told).toContain("The service says: Name of the company must be there.");
    expect(told).toContain("The service says: Kind is odd.");
  });
});

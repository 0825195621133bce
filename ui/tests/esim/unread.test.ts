// A field in which the service says something that the till could not read is never shown as one that says nothing.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { CustomerView, SimView, SubscriptionView, UnreadField } from "../../src/lib/ipc/generated";
import { dataOf, everywhere, periodOf, wordsOf, worksIn } from "../../src/lib/esim/product";
import { merged } from "../../src/lib/state/esim/subscription";
import { app } from "../support/app";
import { catalogue, product } from "../support/esim";
import { customer, ICCID, sim, subscription } from "../support/sims";
import { openAt } from "./open";
import { at as inTill, openForm } from "./till";

const at = (id: string) => screen.getByTestId(id);
const READ = "Could not be read";

async function lookedUp(change: Partial<SimView>, answers = {}) {
  const opened = await openAt("nav-sims", { look_up_sim: () => sim(change), ...answers });
  await app.sims.open(ICCID);
  await screen.findByTestId("sim");
  return opened;
}

describe("a SIM with unreadable fields", () => {
  it("has an EID that could not be read, and is not called free of a device", async () => {
    await lookedUp({ eid: null, unread: ["eid"] });
    expect(at("sim-eid").textContent?.trim()).toBe(READ);
  });

  it.each(["released", "installed"] as const)("has an EID that is not given where it is %s", async (status) => {
    await lookedUp({ eid: null, status });
    expect(at("sim-eid").textContent?.trim(), "nothing is said of a device").toBe("Not given by the service");
  });

  it.each<[UnreadField[], string, string]>([
    [["status"], "Status could not be read", "The status could not be read."],
    [[], "Status not given", "The service does not say how it stands."],
  ])("without a status, with %j unread, says so", async (unread, word, means) => {
    await lookedUp({ status: "other", statusWord: "", unread });
    expect(at("sim-status").textContent).toContain(word);
    expect(at("sim-means").textContent).toContain(means);
    expect(at("sim-means").textContent, "there is no word to look at").not.toContain("the service's own word");
    expect(app.announcer.text).toBe(word);
  });

  it("has a last change that could not be read", async () => {
    await lookedUp({ lastModified: null, unread: ["lastModified"] });
    expect(at("sim-changed").textContent).toBe(READ);
  });
});

describe("a subscription with unreadable fields", () => {
  const nothing: Partial<SubscriptionView> = {
    status: "unknown",
    product: "",
    initialBytes: null,
    spentBytes: null,
    createdAt: null,
    activatedAt: null,
    expiresAt: null,
    renews: null,
    iccid: null,
  };
  const all: UnreadField[] = ["status", "product", "usage", "created", "activated", "expires", "renewal", "iccid"];

  it("says so of each of them", async () => {
    await lookedUp({ subscriptions: [subscription({ ...nothing, unread: all })] });
    const said = at("subscription").textContent ?? "";
    for (const words of ["Status could not be read", "whose name could not be read", "The usage could not be read"])
      expect(said).toContain(words);
    for (const term of ["Ordered", "Active from", "Ends", "Renewal"])
      expect(said).toMatch(new RegExp(`${term}\\s*${READ}`, "u"));
    expect(said).not.toMatch(/not given|does not say|without a name/u);
  });

  it("keeps silent of what the service does not say", async () => {
    await lookedUp({ subscriptions: [subscription(nothing)] });
    expect(at("subscription").textContent).not.toMatch(/could not be read/iu);
    expect(at("subscription").textContent).toContain("The service does not say how much is used.");
  });

  it("says so of a usage that was asked for", async () => {
    const notGiven = subscription({ initialBytes: null, spentBytes: null });
    const { user } = await lookedUp(
      { subscriptions: [notGiven] },
      { subscription: () => ({ ...notGiven, unread: ["usage"] }) },
    );
    await user.click(at("subscription-usage"));
    await waitFor(() => expect(app.announcer.text).toBe("The usage could not be read."));
    expect(at("subscription").textContent).toContain("The usage could not be read.");
  });

  it("keeps of two answers what stays unread", () => {
    const older = subscription({ createdAt: null, unread: ["created", "usage", "status"] });
    expect(merged(older, subscription({ createdAt: null, unread: ["renewal"] })).unread).toEqual([
      "renewal",
      "created",
    ]);
  });
});

describe("a product with unreadable fields", () => {
  const unread = (field: UnreadField) => [field];

  it("says so of its data and its time", () => {
    expect(dataOf(product({ bytes: null, unread: unread("data") }))).toBe("Data could not be read");
    expect(periodOf(product({ period: null, unread: unread("period") }))).toBe("Time could not be read");
    expect(periodOf(product({ period: null }))).toBe("Time not given");
    const { cells } = wordsOf(product({ bytes: null, period: null, unread: unread("period") }));
    expect(cells, "under the head of a column").toEqual({ data: "Not given", period: "Unreadable" });
    expect(wordsOf(product()).cells).toEqual({ data: "1 GB", period: "7 days" });
    expect(periodOf(product({ period: 1, periodUnit: "other" }))).toBe("1, in a unit that the till does not know");
  });

  it("says so of its countries, of all or of some", () => {
    const none = product({ footprint: [], unread: unread("footprint") });
    expect([worksIn(none), everywhere(none)]).toEqual(["Countries could not be read", "Countries could not be read"]);
    const some = product({ footprint: ["KE"], unread: unread("footprint") });
    expect([worksIn(some), everywhere(some)]).toEqual([
      "Kenya, others that could not be read",
      "Kenya, others that could not be read",
    ]);
    expect(worksIn(product({ footprint: [] }))).toBe("Countries not given");
    expect(everywhere(product())).toBe("Kenya");
  });

  it("says so where it is ordered", async () => {
    await openForm({
      catalogue: () => catalogue({ products: [product({ soldIn: ["KE"], unread: ["soldIn", "description"] })] }),
    });
    expect(inTill("order-sold-unread").textContent).toContain("one may be missing here");
    expect(inTill("order-product").textContent).toContain("The description could not be read.");
  });
});

describe("a customer with unreadable fields", () => {
  async function found(change: Partial<CustomerView>, answers = {}) {
    const opened = await openAt("nav-customers", {
      look_up_customer: () => ({ customer: { ...customer({ email: "", phone: "" }), ...change } }),
      ...answers,
    });
    await app.customers.open("amina@example.org");
    await screen.findByTestId("customer");
    return opened;
  }

  it("has them named, and no kind that nobody told", async () => {
    await found({ unread: ["phone", "billing", "type"] });
    expect(at("customer-unread").textContent).toBe("Phone number, Billing address");
    expect(at("customer-kind").textContent).toContain("could not be read");
    expect(at("customer-kind").textContent).not.toContain("Personal");
  });

  it("has none named where the service says nothing", async () => {
    await found({});
    expect(screen.queryByTestId("customer-unread")).toBeNull();
    expect(at("customer-kind").textContent).toContain("Personal");
  });

  it("is changed without writing anew what could not be read", async () => {
    const { user, host } = await found(
      { unread: ["email"] },
      { change_customer: () => ({ outcome: "kept", customer: customer() }) },
    );
    await user.click(at("customer-change"));
    expect(at("customer-unread-kept").textContent).toContain("stay as they are at the service");
    await user.type(at("customer-lastName"), "a");
    await user.click(at("customer-keep"));
    await waitFor(() => expect(host.count("change_customer")).toBe(1));
  });

  it("has a way to pay of which a part could not be read", async () => {
    const method = { id: null, name: "Card", kind: "", lastDigits: "", expires: "", unread: true };
    const { user } = await found({}, { payment_methods: () => ({ methods: [method], leftOut: 0 }) });
    await user.click(at("payment-show"));
    expect((await screen.findByTestId("payment-unread")).textContent).toBe("Not all of it could be read.");
  });
});

it("an address that the service calls is not shown as an empty line", async () => {
  const { user } = await lookedUp({ notifications: [{ event: "USAGE_THRESHOLD", address: "" }] });
  await user.click(at("notifications-open"));
  expect(at("notification").textContent).toContain("No address that can be read");
});

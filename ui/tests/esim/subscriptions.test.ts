// Searching subscriptions, page by page to the end.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { app } from "../support/app";
import { catalogue, product, truphone } from "../support/esim";
import { errorWith, type Answers } from "../support/host";
import { ICCID, subscription } from "../support/sims";
import type { SubscriptionPage, SubscriptionView } from "../../src/lib/ipc/generated";
import { openAt } from "./open";
import { settled } from "./settled";

const listed = (id: string) => subscription({ id, initialBytes: null, spentBytes: null });

async function openSearch(answers: Answers = {}) {
  const opened = await openAt("nav-sims", answers);
  await opened.user.click(screen.getByTestId("sims-to-subscriptions"));
  await screen.findByTestId("subscriptions");
  return opened;
}

const search = (user: Awaited<ReturnType<typeof openSearch>>["user"]) =>
  user.click(screen.getByTestId("search-submit"));

describe("A search for subscriptions", () => {
  it("says what will be here, and begins with the customer", async () => {
    await openSearch();
    expect(screen.getByTestId("search-nothing-yet")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByTestId("search-customer"));
    expect(screen.getByTestId("nav-sims").getAttribute("aria-current")).toBe("page");
  });

  it("asks for what is written, by e-mail, SIM, product and days", async () => {
    const { user, host } = await openSearch();
    await user.type(screen.getByTestId("search-customer"), " amina+1@example.org ");
    await user.type(screen.getByTestId("search-iccid"), "8944 4740 0000 0000 008");
    await user.type(screen.getByTestId("search-product"), "uganda 3");
    await user.type(screen.getByTestId("search-after"), "2026-11-01");
    await user.type(screen.getByTestId("search-before"), "2026-12-01{Enter}");
    await screen.findByTestId("found");
    expect(host.last("search_subscriptions")).toEqual({
      connection: truphone().key,
      customer: "amina+1@example.org",
      iccid: ICCID,
      product: "ug",
      after: "2026-11-01",
      before: "2026-12-01",
      page: null,
    });
  });

  it("goes page by page to the end, tells it, and shows nothing twice", async () => {
    const pages = [
      { subscriptions: [listed("a"), listed("b")], leftOut: 0, next: "page 2" },
      { subscriptions: [listed("b"), listed("c")], leftOut: 0, next: "page 3" },
      { subscriptions: [listed("d")], leftOut: 0, next: null },
    ];
    const { user, host } = await openSearch({
      search_subscriptions: ({ page }) => pages[page === null ? 0 : Number(page.slice(-1)) - 1] as (typeof pages)[0],
    });
    await search(user);
    await screen.findByTestId("found");
    expect(screen.getByTestId("search-so-far").textContent).toContain("2 are shown, and there are more");
    await user.type(screen.getByTestId("search-customer"), "typed meanwhile");
    await user.click(screen.getByTestId("search-more"));
    await waitFor(() => expect(screen.getAllByTestId("subscription")).toHaveLength(3));
    expect(host.last("search_subscriptions"), "what was asked, not what is typed").toMatchObject({
      customer: "",
      page: "page 2",
    });
    await user.click(screen.getByTestId("search-more"));
    expect((await screen.findByTestId("search-end")).textContent).toContain("That is all: 4 subscriptions.");
    expect(screen.queryByTestId("search-more")).toBeNull();
    expect(app.announcer.text).toBe("That is all: 4 subscriptions.");
  });

  it("goes on with the first row of the last page", async () => {
    const pages = [
      { subscriptions: [listed("a"), listed("b")], leftOut: 0, next: "page 2" },
      { subscriptions: [listed("c"), listed("d")], leftOut: 0, next: null },
    ];
    const { user } = await openSearch({
      search_subscriptions: ({ page }) => pages[page === null ? 0 : 1] as (typeof pages)[0],
    });
    await search(user);
    await user.click(await screen.findByTestId("search-more"));
    await screen.findByTestId("search-end");
    await waitFor(() => expect(screen.getAllByTestId("subscription")[2]?.contains(document.activeElement)).toBe(true));
  });

  it("leaves the focus where it went while the last page came", async () => {
    let answer: (page: SubscriptionPage) => void = () => {};
    const { user } = await openSearch({
      search_subscriptions: ({ page }) =>
        page === null
          ? { subscriptions: [listed("a")], leftOut: 0, next: "page 2" }
          : new Promise((given) => (answer = given)),
    });
    await search(user);
    await user.click(await screen.findByTestId("search-more"));
    await user.click(screen.getByTestId("search-customer"));
    answer({ subscriptions: [listed("b")], leftOut: 0, next: null });
    await screen.findByTestId("search-end");
    await settled();
    expect(document.activeElement).toBe(screen.getByTestId("search-customer"));
  });

  it("says what could not be read, and calls no list whole that is not", async () => {
    const pages = [
      { subscriptions: [listed("a")], leftOut: 2, next: "page 2" },
      { subscriptions: [listed("b")], leftOut: 1, next: null },
    ];
    const { user, host } = await openSearch({
      search_subscriptions: ({ page }) => pages[page === null ? 0 : 1] as (typeof pages)[0],
    });
    await search(user);
    await screen.findByTestId("found");
    expect(screen.getByTestId("search-so-far").textContent).toContain("2 entries could not be read");
    await user.click(screen.getByTestId("search-more"));
    const end = (await screen.findByTestId("search-end")).textContent;
    expect(end).toBe("The list ends here: 2 subscriptions. 3 entries could not be read, so this list is not whole.");
    expect(app.announcer.text).toBe(end);
    host.answer({ search_subscriptions: () => ({ subscriptions: [], leftOut: 1, next: null }) });
    await search(user);
    expect((await screen.findByTestId("search-end")).textContent).toContain("One entry could not be read");
    expect(screen.queryByTestId("search-none")).toBeNull();
  });

  it("asks for the usage of two at once, each at its own button", async () => {
    const answers: Record<string, (one: SubscriptionView) => void> = {};
    const { user } = await openSearch({
      search_subscriptions: () => ({ subscriptions: [listed("a"), listed("b")], leftOut: 0, next: null }),
      subscription: ({ subscription: id }) => new Promise((answer) => (answers[id] = answer)),
    });
    await search(user);
    const [first, second] = await screen.findAllByTestId("found-usage");
    await user.click(first as HTMLElement);
    await user.click(second as HTMLElement);
    expect(screen.getAllByTestId("found-usage").map((one) => one.getAttribute("aria-busy"))).toEqual(["true", "true"]);
    answers["b"]?.(subscription({ id: "b" }));
    await waitFor(() => expect(screen.getAllByTestId("usage")).toHaveLength(1));
    answers["a"]?.(subscription({ id: "a" }));
    await waitFor(() => expect(screen.getAllByTestId("usage")).toHaveLength(2));
  });

  it("does not speak of a search that was forgotten meanwhile", async () => {
    let answer: (page: SubscriptionPage) => void = () => {};
    const { user } = await openSearch({ search_subscriptions: () => new Promise((given) => (answer = given)) });
    await search(user);
    app.announcer.say("something newer");
    app.subscriptionSearch.use({ environment: "live", id: "other" });
    answer({ subscriptions: [listed("a")], leftOut: 0, next: null });
    await settled();
    expect(app.subscriptionSearch.found).toBeUndefined();
    expect(app.announcer.text).toBe("something newer");
  });

  it("says that the next page could not be read, and keeps what is shown", async () => {
    const { user, host } = await openSearch({
      search_subscriptions: () => ({ subscriptions: [listed("a")], leftOut: 0, next: "page 2" }),
    });
    await search(user);
    await screen.findByTestId("found");
    host.answer({
      search_subscriptions: () => {
        throw errorWith("offline");
      },
    });
    await user.click(screen.getByTestId("search-more"));
    expect((await screen.findByTestId("search-more-error")).textContent).toContain("The next page could not be read");
    expect(screen.getAllByTestId("subscription")).toHaveLength(1);
    host.answer({ search_subscriptions: () => ({ subscriptions: [listed("b")], leftOut: 0, next: null }) });
    await user.click(screen.getByTestId("search-more-error-again"));
    await screen.findByTestId("search-end");
    expect(screen.getAllByTestId("subscription")).toHaveLength(2);
  });

  it("says so where nothing fits, and where it failed", async () => {
    const { user, host } = await openSearch({
      search_subscriptions: () => ({ subscriptions: [], leftOut: 0, next: null }),
    });
    await search(user);
    expect((await screen.findByTestId("search-none")).textContent).toContain("No subscription fits");
    host.answer({
      search_subscriptions: () => {
        throw errorWith("denied");
      },
    });
    await search(user);
    expect((await screen.findByTestId("search-error")).textContent).toContain("Check the number first.");
    await user.click(screen.getByTestId("search-clear"));
    expect(await screen.findByTestId("search-nothing-yet")).toBeTruthy();
  });

  it.each([
    ["search-after", "2026-02-30", "This is not a day"],
    ["search-before", "29.11.2026", "This is not a day"],
    ["search-customer", "x".repeat(321), "longer than 320"],
    ["search-iccid", "123", "shorter than any ICCID"],
    ["search-product", "a", "Several products fit"],
  ])("asks nothing while %s holds %j", async (field, typed, words) => {
    const { user, host } = await openSearch();
    const input = screen.getByTestId(field);
    await user.click(input);
    await user.paste(typed);
    await search(user);
    expect(await screen.findByText(new RegExp(words, "u"))).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(input));
    expect(host.count("search_subscriptions")).toBe(0);
  });

  it("wants the days in their order", async () => {
    const { user, host } = await openSearch();
    await user.type(screen.getByTestId("search-after"), "2026-12-01");
    await user.type(screen.getByTestId("search-before"), "2026-12-01{Enter}");
    expect(await screen.findByText(/not after the other one/u)).toBeTruthy();
    expect(host.count("search_subscriptions")).toBe(0);
  });

  it("offers the products that fit, and takes an id that none has", async () => {
    const { user, host } = await openSearch({
      catalogue: () => catalogue({ products: [product(), product({ id: "kenya-5", name: "Kenya 5 GB" })] }),
    });
    const input = screen.getByTestId<HTMLInputElement>("search-product");
    await user.type(input, "kenya");
    const offers = await screen.findAllByTestId("search-product-offer");
    expect(offers.map((one) => one.textContent)).toEqual(["Kenya 1 GB", "Kenya 5 GB"]);
    await user.click(offers[1] as HTMLElement);
    expect(input.value).toBe("Kenya 5 GB");
    await search(user);
    await waitFor(() => expect(host.last("search_subscriptions")?.product).toBe("kenya-5"));
    await user.clear(input);
    await user.type(input, "unknown-id=={Enter}");
    await waitFor(() => expect(host.last("search_subscriptions")?.product).toBe("unknown-id=="));
  });

  it("says that a name which no product has was taken for an id", async () => {
    const { user, host } = await openSearch();
    const input = screen.getByTestId("search-product");
    await user.type(input, "Ugnda 3 GB{Enter}");
    await waitFor(() => expect(host.last("search_subscriptions")?.product).toBe("Ugnda 3 GB"));
    expect(screen.getByTestId("search-product-note").textContent).toContain("No product of this name is known");
    await user.type(input, "x");
    expect(screen.getByTestId("search-product-note").textContent, "until it is written anew").toBe("");
  });

  it("says so where the list of products is not there", async () => {
    const { user, host } = await openSearch({ catalogue: () => new Promise(() => {}) });
    await user.type(screen.getByTestId("search-product"), "Kenya 1 GB{Enter}");
    await waitFor(() => expect(host.last("search_subscriptions")?.product).toBe("Kenya 1 GB"));
    expect(screen.getByTestId("search-product-note").textContent).toContain("The list of products is not there");
  });

  it("tells products of one name apart by their ids", async () => {
    const { user, host } = await openSearch({
      catalogue: () => catalogue({ products: [product({ id: "kenya-a" }), product({ id: "kenya-b" })] }),
    });
    const input = screen.getByTestId<HTMLInputElement>("search-product");
    await user.type(input, "Kenya 1 GB");
    const offers = await screen.findAllByTestId("search-product-offer");
    expect(offers.map((one) => one.textContent)).toEqual(["Kenya 1 GB, kenya-a", "Kenya 1 GB, kenya-b"]);
    await search(user);
    expect(host.count("search_subscriptions"), "the name alone means both").toBe(0);
    await user.click(offers[1] as HTMLElement);
    expect(screen.queryByTestId("search-product-offers")).toBeNull();
    await search(user);
    await waitFor(() => expect(host.last("search_subscriptions")?.product).toBe("kenya-b"));
  });

  it("shows the usage of one, and leads to its SIM and back", async () => {
    const { user } = await openSearch({ subscription: () => subscription({ createdAt: null }) });
    await search(user);
    await user.click(await screen.findByTestId("found-usage"));
    await waitFor(() => expect(screen.getByTestId("usage").textContent).toContain("1.25 GB of 5 GB used"));
    await user.click(screen.getByTestId("found-sim"));
    await screen.findByTestId("sim");
    expect(screen.getByTestId("sim-number").textContent).toContain("8944 4740 0000 0000 008");
    await user.keyboard("{Escape}");
    await screen.findByTestId("found");
    expect(screen.getAllByTestId("subscription")).toHaveLength(1);
  });

  it("forgets everything with another connection", async () => {
    const { user } = await openSearch();
    await user.type(screen.getByTestId("search-customer"), "amina@example.org{Enter}");
    await screen.findByTestId("found");
    app.subscriptionSearch.use({ environment: "live", id: "other" });
    expect(app.subscriptionSearch.found).toBeUndefined();
    expect(app.subscriptionSearch.customer).toBe("");
  });
});

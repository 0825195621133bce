import { describe, expect, it } from "vitest";
import en from "$messages/en.json";
import { errorMessages, errorWording } from "./errors";
import type { ErrorCode, ErrorView } from "./ipc/generated";
import { noticeMessages, vaultMessages } from "./connection/notices";

const view = (change: Partial<ErrorView> = {}): ErrorView => ({
  code: "offline",
  message: "",
  moneyMoved: "no",
  reference: "ab12",
  ...change,
});
const codes = Object.keys(errorMessages) as ErrorCode[];

describe("the wording of errors", () => {
  it.each(codes)("has whole sentences of its own for %s", (code) => {
    const { sentence } = errorWording(view({ code, message: "30" }));
    expect(sentence).toMatch(/^[A-Z].*\.$/su);
    expect(sentence).not.toMatch(/error|invalid|oops|[{}]/iu);
  });

  it("uses no sentence twice", () => {
    const sentences = codes.map((code) => errorWording(view({ code })).sentence);
    expect(new Set(sentences).size).toBe(codes.length);
  });

  it("says how long to wait, when the service says so", () => {
    expect(errorWording(view({ code: "rateLimited", message: "30" })).sentence).toContain("30 seconds");
    expect(errorWording(view({ code: "rateLimited", message: "1" })).sentence).toContain("one second");
    expect(errorWording(view({ code: "rateLimited", message: "soon" })).sentence).toContain("a few minutes");
  });

  it("says how long to wait for a service, and shows no bare number", () => {
    const busy = errorWording(view({ code: "serviceDown", message: "30" }));
    expect(busy.sentence).toContain("30 seconds");
    expect(busy.detail).toBeNull();
    expect(errorWording(view({ code: "serviceDown" })).sentence).toContain("Wait a minute");
  });

  it("m07 says which limit it is, and stays whole where no sum is told", () => {
    const said = (code: ErrorCode, message: string) =>
      errorWording(view({ code, message })).sentence.replaceAll("\u00a0", " ");
    expect(said("overSaleLimit", "500.00 SSP")).toMatch(/^Your company allows at most 500\.00 SSP for one sale\./u);
    expect(said("overDayLimit", "20000.00 SSP; 19800.00 SSP")).toMatch(
      /^Your company allows 20,000\.00 SSP a day on this till, and 19,800\.00 SSP are sold today\./u,
    );
    for (const odd of ["", "500", "soon; 5 SSP x", "; ", "-5 SSP"])
      for (const code of ["overSaleLimit", "overDayLimit"] as const)
        expect(said(code, odd)).toMatch(/^Your company allows less (for one sale|a day on this till)\. Nothing was/u);
  });

  it("m07 says what to do about a limit, which differs where the day is full", () => {
    const said = (code: ErrorCode, message: string) => errorWording(view({ code, message })).sentence;
    expect(said("overSaleLimit", "500.00 SSP")).toContain("Choose something smaller, or ask your administrator.");
    expect(said("overDayLimit", "20000.00 SSP; 19999.99 SSP")).toMatch(
      /Nothing was sent\. Choose something smaller, or ask your administrator\.$/u,
    );
    for (const full of ["20000.00 SSP; 20000.00 SSP", "9.00 SSP; 10.00 SSP", "90 JPY; 100 JPY"])
      expect(said("overDayLimit", full)).toMatch(
        /Nothing was sent\. The limit of the day is reached: sell on when the next one begins, or ask your administrator\.$/u,
      );
    for (const code of ["overSaleLimit", "overDayLimit", "priceNotKnown"] as const)
      expect(said(code, "9.00 SSP; 10.00 SSP")).not.toMatch(/supervisor/u);
    expect(said("priceNotKnown", "")).toContain("a new eSIM may also get a price of your own");
  });

  it.each(codes.filter((code) => code.startsWith("proxy")))("names the proxy for %s, and no other cause", (code) => {
    const { sentence } = errorWording(view({ code, message: "proxy.example:3128" }));
    expect(sentence).toContain(
      "the proxy proxy.example:3128".replace("the", sentence.startsWith("The proxy") ? "The" : "the"),
    );
    expect(sentence).not.toMatch(/no network|captive|the service (is|said)/iu);
  });

  it.each(["denied", "consentDenied", "signInRefused", "clientRefused", "pkceRefused", "scopeRefused"] as const)(
    "shows the service's own words for %s as the service's",
    (code) => {
      expect(errorWording(view({ code, message: "Not activated yet" })).detail).toBe(
        "The service says: Not activated yet",
      );
      expect(errorWording(view({ code })).detail).toBeNull();
    },
  );

  it("says more when money moved or may have moved", () => {
    expect(errorWording(view()).money).toBeNull();
    expect(errorWording(view({ moneyMoved: "unknown" })).money).toContain("do not know");
    expect(errorWording(view({ moneyMoved: "yes" })).money).toContain("Money moved");
  });

  it.each(codes)("says once of an order that met %s that nothing was sent", (code) => {
    const { sentence, money } = errorWording(view({ code, message: "30" }), true);
    expect(`${sentence} ${money ?? ""}`.match(/nothing was sent|it was not sent/giu)).toHaveLength(1);
    expect(errorWording(view({ code, moneyMoved: "unknown" }), true).money ?? "").not.toContain("Nothing was sent");
  });

  it.each(codes)("for %s never says not sent or try again when money may have moved", (code) => {
    for (const moneyMoved of ["unknown", "yes"] as const) {
      const { sentence, money } = errorWording(view({ code, moneyMoved, message: "30" }));
      expect(`${sentence} ${money ?? ""}`).not.toMatch(/nothing (was|is)|not sent|try again|once more|start again/iu);
    }
  });

  it("says what is known of the money when the outcome was not written", () => {
    const said = (moneyMoved: "no" | "unknown" | "yes") =>
      errorWording(view({ code: "outcomeNotWritten", moneyMoved }));
    expect(said("yes").sentence).toBe(
      "The service took it and charged the float, but this computer could not write that down (disk full or read-only). Free some space; the till writes it as soon as it can. Do not send it again.",
    );
    expect(said("unknown").sentence).toMatch(
      /^It was handed over to the service, and we do not know yet .* Do not send it again\.$/u,
    );
    expect(said("no").sentence).toMatch(/^Nothing was charged: it was refused, or it was not sent at all\./u);
    expect(said("yes").money, "the history does not have it yet").toBeNull();
  });

  it("says of no error that the records were set aside", () => {
    for (const code of codes) expect(errorWording(view({ code })).sentence).not.toMatch(/records .*(put|set) aside/u);
    const misplaced = errorWording(view({ code: "ledgerMisplaced" })).sentence;
    expect(misplaced).toMatch(
      /^Records of another environment.* Nothing was sent or changed\. Tell your administrator/u,
    );
  });

  it("shows a detail only where it tells something, cleaned", () => {
    expect(errorWording(view({ code: "wrongPassword", message: "Invalid credentials" })).detail).toBeNull();
    expect(errorWording(view({ code: "badConnectionFile", message: "no\u202e host" })).detail).toBe("no host");
  });

  it("words a code of a newer till as an internal error", () => {
    const newer = view({ code: "toString" as ErrorCode });
    expect(errorWording(newer).sentence).toBe(en["error.internal"]);
  });
});

it("words every notice and every state of the vault in whole sentences", () => {
  for (const { message } of [...Object.values(noticeMessages), ...Object.values(vaultMessages)])
    expect(en[message]).toMatch(/^[A-Z].*\.$/su);
});

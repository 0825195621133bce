// Whether the till practised when it was last in front: then the next start goes on with it. A person who goes to
// Start, or sells through another connection, has stopped practising.
const place = "airtill.practising";

/** What was practised. */
export type Practised = "airtime" | "esims";

/** Whether a start goes on with practice, as far as the till was left so. */
export function wasPractising(): boolean {
  try {
    return localStorage.getItem(place) !== null;
  } catch {
    return false;
  }
}

/** What was practised last. */
export function lastPractised(): Practised {
  try {
    return localStorage.getItem(place) === "esims" ? "esims" : "airtime";
  } catch {
    return "airtime";
  }
}

/** Stores it for the next start. */
export function keepPractising(practised: Practised | null): void {
  try {
    if (practised) localStorage.setItem(place, practised);
    else localStorage.removeItem(place);
  } catch {
    // Where nothing can be remembered, each start begins on Start.
  }
}

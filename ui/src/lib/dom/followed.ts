// Keeps one row of a table in sight as the table and its room change, until somebody scrolls
// away: what they look for is theirs to find.
import { tick } from "svelte";
import { isSeen } from "./in-sight.svelte";

/** What the table knows of its rows. */
type Rows = {
  /** The place of the row that is kept in sight; -1 while there is none. */
  at: () => number;
  /** The row at a place, if it is in the page. */
  row: (at: number) => HTMLElement | null;
  /** Brings the place of a row into sight that is not in the page. */
  reveal: (at: number) => void;
  /** The head, which may stay above the rows and cover one. */
  head: () => HTMLElement | null;
};

export class Followed {
  #rows: Rows;
  #follows = false;
  /** Grows with every bringing into sight; an older one is over then. */
  #turn = 0;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** Whether the row at this place is seen. */
  isSeen(at: number): boolean {
    const row = this.#rows.row(at);
    const cell = this.#rows.head()?.querySelector("th");
    const stays = cell && getComputedStyle(cell).position === "sticky" ? cell.offsetHeight : 0;
    return row !== null && isSeen(row, stays);
  }

  /**
   * Brings the row into sight, and keeps it there. Its row comes once its place is in sight, and may be higher than was
   * thought.
   */
  async bring(): Promise<void> {
    this.#follows = true;
    const turn = ++this.#turn;
    for (let tries = 0; tries < 5; tries++) {
      // Only now the rows stand where they will stand.
      await tick();
      const at = this.#rows.at();
      if (turn !== this.#turn || !this.#follows || at < 0 || this.isSeen(at)) return;
      const row = this.#rows.row(at);
      if (row) row.scrollIntoView?.({ block: "nearest" });
      else this.#rows.reveal(at);
    }
  }

  /** Something moved: the row is brought back, unless somebody has scrolled away from it. */
  keep(): void {
    if (this.#follows) void this.bring();
  }

  /** Lets it go where somebody scrolls it. */
  readonly release = (): void => void (this.#follows = false);
}

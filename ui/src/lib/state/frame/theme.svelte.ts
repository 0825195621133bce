// Light, dark, or like the system. The choice is the only thing that the window itself remembers.
export type ThemeChoice = "system" | "light" | "dark";

const STORED_AS = "airtill.theme";
const isChoice = (value: unknown): value is ThemeChoice => value === "system" || value === "light" || value === "dark";

function remembered(): ThemeChoice {
  try {
    const value = localStorage.getItem(STORED_AS);
    return isChoice(value) ? value : "system";
  } catch {
    return "system";
  }
}

export class Theme {
  choice: ThemeChoice = $state(remembered());
  #systemDark = $state(false);

  get shown(): "light" | "dark" {
    if (this.choice !== "system") return this.choice;
    return this.#systemDark ? "dark" : "light";
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    try {
      localStorage.setItem(STORED_AS, choice);
    } catch {
      // Where nothing can be remembered, the choice holds until the till closes.
    }
    this.#apply();
  }

  /** Follows the system from now on. Returns what ends that. */
  begin(): () => void {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      this.#systemDark = dark.matches;
      this.#apply();
    };
    follow();
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.shown;
  }
}

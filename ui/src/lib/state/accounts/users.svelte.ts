// Users of the company's accounts: looking one up by number, and making one. The error of a field is said at the field.
// The password of a new account goes through and is held by nothing here.
import { errorWording } from "../../errors";
import { cleaned, plainText } from "../../format/plain";
import { t, type MessageKey } from "../../i18n";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import { MOST_OF_A_NAME, tooLong } from "../../fields/too-long";
import type { ConnectionKey, ErrorView, FoundUser, PersonView, UserError, UserFieldView } from "../../ipc/generated";
import type { Announcer } from "../frame/announce.svelte";

/** How a person is called here. */
export const nameOf = (person: PersonView): string => plainText(person.name || person.email || person.id);

/** What came of a look-up. */
export type LookedUp =
  { at: "nothing" } | { at: "asking" } | { at: "found"; user: FoundUser } | { at: "failed"; error: ErrorView };

/** One look-up after the other; the last finding is gone as soon as another number is asked for. */
export class LookUp {
  readonly #announcer: Announcer;
  id = $state("");
  error: string | null = $state(null);
  outcome: LookedUp = $state.raw({ at: "nothing" });
  /** The number that was asked for last. */
  #asked = $state("");
  /** Grows with every number that is asked for. */
  #turn = 0;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** Whether the number in the field is asked for already. Another one may be asked for meanwhile. */
  get isAsked(): boolean {
    return this.outcome.at === "asking" && cleaned(this.id) === this.#asked;
  }

  /** Says what is wrong with the number, if the till can tell by itself. */
  check(): boolean {
    const id = cleaned(this.id);
    // The till reads it: digits of any alphabet, in quotes perhaps.
    if (id === "") this.error = t("users.lookUp.missing");
    else if (/\p{L}/u.test(id)) this.error = t("error.badUserId");
    else this.error = /^0*(?!0)\p{Nd}{20,}$/u.test(id) ? t("error.noSuchUser") : null;
    // The earlier refusal says nothing of the present text.
    if (this.error !== null && this.outcome.at === "failed") this.outcome = { at: "nothing" };
    return this.error === null;
  }

  /** Asks once for each number. False where nothing was found, and the field is in error. */
  async ask(connection: ConnectionKey): Promise<boolean> {
    if (this.isAsked) return true;
    const turn = ++this.#turn;
    this.outcome = { at: "nothing" };
    if (!this.check()) return false;
    const id = (this.#asked = cleaned(this.id));
    this.outcome = { at: "asking" };
    try {
      const user = await call("look_up_user", { connection, id });
      if (turn !== this.#turn) return true;
      this.outcome = { at: "found", user };
      if (user.asked) this.#announcer.say(nameOf(user.person));
      return true;
    } catch (thrown) {
      return turn !== this.#turn || this.#fail(id, errorView(thrown));
    }
  }

  /** Shows why nobody was found; an error of a number is not said of another one that is typed meanwhile. */
  #fail(id: string, error: ErrorView): boolean {
    const ofNumber = error.code === "noSuchUser" || error.code === "badUserId";
    const atField = ofNumber && cleaned(this.id) === id;
    this.outcome = ofNumber ? { at: "nothing" } : { at: "failed", error };
    if (atField) this.error = errorWording(error).sentence;
    return !atField;
  }
}

/** What came of making an account. */
export type Made =
  | { at: "nothing" }
  | { at: "asking" }
  | { at: "created"; person: PersonView }
  /** It may have been made. */
  | { at: "unknown"; error: ErrorView }
  /** It was not made. */
  | { at: "refused"; sentences: string[] }
  | { at: "failed"; error: ErrorView };

type FormField = Exclude<UserFieldView, "whole">;

const FIELD_WORD = { email: "users.create.email", password: "users.create.password" } as const satisfies Record<
  FormField,
  MessageKey
>;

/**
 * An account that is to be made. It is asked for once; whether to ask again after an unclear answer is a person's
 * choice.
 */
export class NewUser {
  email = $state("");
  errors: Record<FormField, string | null> = $state({ email: null, password: null });
  outcome: Made = $state.raw({ at: "nothing" });

  get busy(): boolean {
    return this.outcome.at === "asking";
  }

  /** The first field that has something wrong. */
  get wrong(): FormField | undefined {
    return this.errors.email !== null ? "email" : this.errors.password !== null ? "password" : undefined;
  }

  /** Says what the till can tell by itself. */
  check(passwordIsEmpty: boolean, passwordLength: string | null = null): boolean {
    const email = cleaned(this.email);
    this.errors.email =
      email === ""
        ? t("users.create.emailMissing")
        : (tooLong(email, MOST_OF_A_NAME) ?? (looksLikeEmail(email) ? null : t("error.badEmail")));
    this.errors.password = passwordIsEmpty ? t("users.create.passwordMissing") : passwordLength;
    if (this.wrong !== undefined && (this.outcome.at === "failed" || this.outcome.at === "refused"))
      this.outcome = { at: "nothing" };
    return this.wrong === undefined;
  }

  /** Asks the service, once. */
  async make(connection: ConnectionKey, password: string): Promise<void> {
    if (this.busy) return;
    this.outcome = { at: "asking" };
    try {
      const answer = await call("create_user", { connection, email: cleaned(this.email), password });
      if (answer.outcome === "created") {
        this.outcome = { at: "created", person: answer.person };
        this.email = "";
      } else if (answer.outcome === "invalid") this.#refuse(answer.errors);
      else this.outcome = { at: "unknown", error: answer.error };
    } catch (thrown) {
      this.#fail(errorView(thrown));
    }
  }

  #refuse(errors: UserError[]): void {
    const said = (field: UserFieldView): string[] =>
      errors.filter((one) => one.field === field).map((one) => plainText(one.message));
    const own = (field: FormField, sentence: string): string | null => {
      if (!errors.some((one) => one.field === field)) return null;
      // A service says no more than the second half of a sentence: "has already been taken".
      const words = said(field).filter(Boolean).join(", ");
      return words ? t("users.create.serviceSaysOf", { field: t(FIELD_WORD[field]), words }) : sentence;
    };
    this.errors = {
      email: own("email", t("users.create.emailRefused")),
      password: own("password", t("users.create.passwordRefused")),
    };
    const whole = said("whole").map((words) => words || t("users.create.refused"));
    this.outcome = { at: "refused", sentences: errors.length === 0 ? [t("users.create.refused")] : whole };
  }

  #fail(error: ErrorView): void {
    if (error.code === "badEmail") this.errors.email = errorWording(error).sentence;
    if (error.code === "badPassword") this.errors.password = errorWording(error).sentence;
    // An error that leaves open whether money moved leaves open whether the account was made.
    this.outcome = this.wrong
      ? { at: "refused", sentences: [] }
      : error.moneyMoved === "no"
        ? { at: "failed", error }
        : { at: "unknown", error };
  }
}

/** Enough to catch a slip; the service has the last word. */
function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/u.test(text);
}

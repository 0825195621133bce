// An error as every command answers it. Anything else that is thrown becomes `internal`: no raw text reaches the
// screen.
import type { ErrorView, MoneyMoved } from "./generated";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const moved = (value: unknown): value is MoneyMoved => value === "no" || value === "unknown" || value === "yes";

/** True for an answer of the till's own shape. */
function isErrorView(value: unknown): value is ErrorView {
  return (
    isRecord(value) &&
    typeof value.code === "string" &&
    typeof value.message === "string" &&
    typeof value.reference === "string" &&
    (value.correlation === undefined || typeof value.correlation === "string") &&
    moved(value.moneyMoved)
  );
}

/** The error of a command that answered no. */
export class CommandError extends Error {
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.code);
    this.name = "CommandError";
    this.view = view;
  }
}

/** Reads whatever was thrown. An unknown shape says nothing about money, so it says *unknown*. */
export function errorView(thrown: unknown): ErrorView {
  if (thrown instanceof CommandError) return thrown.view;
  if (isErrorView(thrown)) return thrown;
  return { code: "internal", message: "", moneyMoved: "unknown", reference: "" };
}

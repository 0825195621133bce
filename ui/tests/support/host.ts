// A till that is not there: answers the window's commands from canned or living answers, and sends it events.
// Tests and the pictures use it; it is never shipped.
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { emit } from "@tauri-apps/api/event";
import {
  EVENT_NAME,
  type Commands,
  type ErrorCode,
  type ErrorView,
  type Event,
  type MoneyMoved,
} from "../../src/lib/ipc/generated";

type Name = keyof Commands;
export type Answers = {
  [K in Name]?: (request: Commands[K]["request"]) => Commands[K]["answer"] | Promise<Commands[K]["answer"]>;
};
export type HostCall = { name: string; request: unknown };

/** What a command throws to say no. */
export function errorWith(code: ErrorCode, message = "", moneyMoved: MoneyMoved = "no"): ErrorView {
  return { code, message, moneyMoved, reference: "c0ffee12" };
}

export class Host {
  readonly calls: HostCall[] = [];
  #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = answers;
    mockIPC(
      async (name, payload) => {
        const request = (payload as { request?: unknown } | undefined)?.request;
        this.calls.push({ name, request });
        const answer = this.#answers[name as Name] as ((request: unknown) => unknown) | undefined;
        if (!answer) throw errorWith("internal", `no answer to ${name}`);
        return answer(request);
      },
      { shouldMockEvents: true },
    );
  }

  /** Gives other answers from now on. */
  answer(answers: Answers): void {
    this.#answers = { ...this.#answers, ...answers };
  }

  emit(event: Event): Promise<void> {
    return emit(EVENT_NAME, event);
  }

  /** How often a command was called. */
  count(name: Name): number {
    return this.calls.filter((one) => one.name === name).length;
  }

  last<K extends Name>(name: K): Commands[K]["request"] | undefined {
    return this.calls.findLast((one) => one.name === name)?.request as Commands[K]["request"] | undefined;
  }

  remove(): void {
    clearMocks();
  }
}

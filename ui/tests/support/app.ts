// The states of the window under test: made anew for each test, and for each window that a test opens after its first.
import { render as renderAlone } from "@testing-library/svelte";
import type { Component } from "svelte";
import { beforeEach } from "vitest";
import { APP_STATE, AppState } from "../../src/lib/state/app.svelte";

export let app = new AppState();
let isOpened = false;

beforeEach(() => {
  app = new AppState();
  isOpened = false;
});

/** The states of a window that is opened: a second one is a till that was started again. */
export function openedApp(): AppState {
  if (isOpened) app = new AppState();
  isOpened = true;
  return app;
}

/** Draws one component by itself, among the states. */
export function render<Props extends Record<string, unknown>>(
  component: Component<Props, object, string>,
  props: Props,
) {
  const options = { props, context: new Map([[APP_STATE, app]]) };
  return renderAlone(component as Component<Props>, options as Parameters<typeof renderAlone<Component<Props>>>[1]);
}

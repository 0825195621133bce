// What jsdom lacks and the window uses, and how long a test waits.
import { cleanup, configure } from "@testing-library/svelte";
import { afterEach, vi } from "vitest";

// A wait is over as soon as its condition holds. On two cores that have other work as well, that may take seconds.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  // One test's practice is not gone on with by the next.
  localStorage.removeItem("airtill.practising");
  localStorage.removeItem("airtill.theme");
});

if (typeof window.matchMedia !== "function") {
  Object.defineProperty(window, "matchMedia", {
    writable: true,
    value: (query: string) => Object.assign(new EventTarget(), { matches: false, media: query }),
  });
}

if (typeof window.ResizeObserver !== "function") {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
}

if (typeof globalThis.CSS?.escape !== "function") {
  vi.stubGlobal("CSS", { escape: (text: string) => text.replace(/[^\w-]/gu, "\\$&") });
}

Element.prototype.scrollIntoView ??= () => {};
Element.prototype.animate ??= () =>
  ({ finished: Promise.resolve(), cancel() {}, onfinish: null }) as unknown as Animation;
Blob.prototype.arrayBuffer ??= function (this: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsArrayBuffer(this);
  });
};
Blob.prototype.text ??= function (this: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsText(this);
  });
};

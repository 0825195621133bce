// The troubles of the practice service for eSIMs, which are on, and the texts that cause one by themselves.
import { call } from "../../ipc/client";
import type { EsimSampleView, EsimTroubles as Answer, EsimTroubleView } from "../../ipc/generated";
import type { EsimTroublePanel } from "../../practice/esim-troubles";
import { Switches } from "./switches.svelte";

export class EsimTroubles extends Switches<EsimTroubleView, Answer> implements EsimTroublePanel {
  /** Whether the panel is unfolded; it stays so while a person works and comes back. */
  open = $state(false);

  constructor() {
    super(
      () => call("esim_troubles", {}),
      (code, on) => call("switch_esim_trouble", { code, on }),
    );
  }

  get samples(): readonly EsimSampleView[] {
    return this.last?.samples ?? [];
  }
}

// The troubles of the practice accounts, and which are on.
import { call } from "../../ipc/client";
import type { SignInTroubles as Answer, SignInTroubleView } from "../../ipc/generated";
import type { TroubleSwitches } from "../../practice/sign-in-troubles";
import { Switches } from "./switches.svelte";

export class SignInTroubles extends Switches<SignInTroubleView, Answer> implements TroubleSwitches {
  constructor() {
    super(
      () => call("sign_in_troubles", {}),
      (code, on) => call("switch_sign_in_trouble", { code, on }),
    );
  }
}

// One SIM at a time: looked up by its ICCID, and what can be done to it. The service says how it stands; nothing here
// guesses it, so each change is followed by a reading. Another connection, or another number, forgets everything but
// the changes that are under way: how they end is told by the number of their SIM.
import { SvelteMap } from "svelte/reactivity";
import { usageOf } from "../../esim/data";
import { lateNews, type LateChange, type SimChange } from "../../esim/late-change";
import { CHANGE, eventWord, simStatus, subscriptionStatus, usageNotGiven, type ChangeKind } from "../../esim/words";
import { plainText } from "../../format/plain";
import { t } from "../../i18n";
import { call } from "../../ipc/client";
import { errorView } from "../../ipc/error";
import type { ChangeOutcome, ConnectionKey, ErrorView, SimView } from "../../ipc/generated";
import { valueOf, type Remote } from "../../remote";
import { Acts } from "../acts.svelte";
import { sameKey, type Connections } from "../connection/connections.svelte";
import type { Announcer } from "../frame/announce.svelte";
import { Request } from "../request.svelte";
import { merged, toldNow, type AskedFor } from "./subscription";
import { SimNumber } from "./sim-number.svelte";

export class Sims {
  readonly #announcer: Announcer;
  readonly #connections: Connections;
  readonly iccid = new SimNumber("iccid");
  readonly eid = new SimNumber("eid");
  readonly request = new Request<SimView>();
  /** Named `eid`, `set`, `remove <event>`, `activate <id>` and `usage <id>`. */
  readonly acts = new Acts<string>();
  /** Changes of SIMs that were not in front any more when they ended, until they are put away or looked at. */
  late = $state.raw<readonly LateChange[]>([]);
  /** What was in the field when a number was last looked for. */
  #entered = $state("");
  /** The turn in which a number is looked for that nobody typed. */
  #opened: number | null = null;
  /** Subscriptions that were asked for one by one, by id: newer than the SIM's list. */
  readonly #asked = new SvelteMap<string, AskedFor>();
  #connection: ConnectionKey | null = null;
  /** Grows with every number that is looked for. */
  #turn = 0;

  constructor(announcer: Announcer, connections: Connections) {
    this.#announcer = announcer;
    this.#connections = connections;
  }

  /** Whether a number is looked for that nobody typed. */
  get opening(): boolean {
    return this.#opened === this.#turn;
  }

  /** Whether the number in the field is looked for already. Another one may be asked for meanwhile. */
  get isAsked(): boolean {
    return this.request.busy && this.iccid.text === this.#entered;
  }

  get sim(): SimView | undefined {
    return valueOf(this.request.current);
  }

  /** The subscriptions of the SIM, each as the service said it last. */
  get subscriptions(): readonly AskedFor[] {
    const sim = this.sim;
    if (!sim) return [];
    return sim.subscriptions.map((one) => {
      const asked = this.#asked.get(one.id);
      return asked
        ? { at: asked.at, subscription: merged(one, asked.subscription) }
        : { at: sim.at, subscription: one };
    });
  }

  /** How many of them are active. */
  get active(): number {
    return this.subscriptions.filter(({ subscription }) => subscription.status === "active").length;
  }

  /** Works at this connection from now on. */
  use(connection: ConnectionKey): void {
    if (this.#isHere(connection)) return;
    this.#connection = connection;
    this.#turn++;
    this.iccid.clear();
    this.#forget();
  }

  /** Looks for the SIM of this number, also where it is shown: the change that led to it may have changed it. */
  async open(iccid: string): Promise<boolean> {
    void this.iccid.type(iccid);
    const look = this.lookUp();
    const turn = (this.#opened = this.#turn);
    try {
      return await look;
    } finally {
      // A number that was opened after this one is still looked for.
      if (this.#opened === turn) this.#opened = null;
    }
  }

  /** Looks for the SIM of the number in the field. `false` where the field wants the focus. */
  async lookUp(): Promise<boolean> {
    const turn = ++this.#turn;
    this.#entered = this.iccid.text;
    const digits = await this.iccid.digits();
    if (turn !== this.#turn) return true;
    if (digits === null) {
      // The finding of another number says nothing of the present text.
      this.#forget();
      return false;
    }
    if (this.sim?.iccid !== digits) this.#forget();
    await this.#lookAt(digits);
    return true;
  }

  /** Asks for the SIM that is shown once more. */
  async again(): Promise<void> {
    if (this.sim) await this.#lookAt(this.sim.iccid);
  }

  /** Names another device. `false` where the field wants the focus. */
  async changeEid(): Promise<boolean> {
    const change = this.#changeOf("eid");
    const eid = await this.eid.digits();
    if (eid === null || !change) return false;
    const { connection, iccid } = change;
    const made = await this.#change(change, "eid", () => call("change_eid", { connection, iccid, eid }));
    if (made) this.eid.clear();
    return made;
  }

  /** Has the service call an address. */
  async setNotification(event: string, address: string): Promise<boolean> {
    const change = this.#changeOf("set", eventWord(event));
    if (!change) return false;
    const { connection, iccid } = change;
    return this.#change(change, "set", () => call("set_notification", { connection, iccid, event, address }));
  }

  /** Ends the calls for one kind of event. */
  async removeNotification(event: string): Promise<boolean> {
    const change = this.#changeOf("remove", eventWord(event));
    if (!change) return false;
    const { connection, iccid } = change;
    const name = `remove ${event}`;
    return this.#change(change, name, () => call("remove_notification", { connection, iccid, event }));
  }

  /** Starts a subscription that has not begun. */
  async activate(subscription: string): Promise<boolean> {
    const product = this.subscriptions.find((one) => one.subscription.id === subscription)?.subscription.product;
    const change = this.#changeOf("start", product);
    if (!change) return false;
    const { connection } = change;
    return this.#change(
      change,
      `activate ${subscription}`,
      () => call("activate_subscription", { connection, subscription }),
      () => this.#saidStarted(subscription),
      () => this.#readOne(connection, subscription),
    );
  }

  /** The words about a late change were read. */
  putAway(change: LateChange): void {
    this.late = this.late.filter((one) => one !== change);
  }

  /** The name of the connection of a late change, where another one is in front. */
  placeOf({ connection }: SimChange): string {
    if (this.#isHere(connection)) return "";
    return this.#connections.find(connection)?.name ?? connection.id;
  }

  /** Asks for the usage of one subscription. */
  async askUsage(subscription: string): Promise<boolean> {
    const connection = this.#connection;
    if (!connection) return false;
    const one = await this.acts.run(`usage ${subscription}`, () => call("subscription", { connection, subscription }));
    if (!one) return false;
    this.#asked.set(subscription, toldNow(one));
    const usage = usageOf(one.initialBytes, one.spentBytes);
    this.#announcer.say(usage ? t("usage.said", usage) : t(usageNotGiven(one)));
    return true;
  }

  /** A change of the SIM that is shown. */
  #changeOf(kind: ChangeKind, what = ""): SimChange | null {
    const connection = this.#connection;
    return this.sim && connection ? { connection, iccid: this.sim.iccid, kind, what } : null;
  }

  /** Makes a change and reads what it changed: the SIM, where nothing else is named. */
  async #change(
    change: SimChange,
    name: string,
    make: () => Promise<ChangeOutcome>,
    said: () => string = () => t(CHANGE[change.kind].made),
    read: () => Promise<ErrorView | null> = () => this.#readAgain(),
  ): Promise<boolean> {
    const late = (trouble: LateChange["trouble"]) => this.#tellLate({ ...change, trouble });
    const made = await this.acts.change(name, make, read, late);
    // Where nothing could be read afterwards, a notice says what was done.
    if (made && !this.acts.troubleOf(name)) this.#announcer.say(said());
    return made;
  }

  #tellLate(change: LateChange): void {
    this.late = [...this.late, change];
    this.#announcer.say(lateNews(change, this.placeOf(change)));
  }

  #isHere(connection: ConnectionKey): boolean {
    return this.#connection !== null && sameKey(this.#connection, connection);
  }

  #saidStarted(id: string): string {
    const one = this.subscriptions.find(({ subscription }) => subscription.id === id)?.subscription;
    return one
      ? t("subscription.isStarted", {
          product: plainText(one.product),
          status: t(subscriptionStatus(one).word),
        })
      : t("change.start.unread");
  }

  async #lookAt(iccid: string): Promise<void> {
    const { troubles } = this.acts;
    const told = this.late.filter((one) => one.iccid === iccid && this.#isHere(one.connection));
    const answer = await this.#read(iccid);
    if (answer?.state !== "ready") return;
    // This look answers what was said of acts before it, and of no others.
    this.acts.dismiss(troubles);
    this.late = this.late.filter((one) => !told.includes(one));
    this.#announcer.say(t(simStatus(answer.value).word));
  }

  /** Reads a SIM. Resolves with the answer, or with nothing where something newer was asked meanwhile. */
  async #read(iccid: string): Promise<Remote<SimView> | null> {
    const connection = this.#connection;
    if (!connection) return null;
    const began = Date.now();
    const answer = await this.request.run(() => call("look_up_sim", { connection, iccid }));
    if (!this.request.shows(answer)) return null;
    if (answer.state === "ready") this.#dropAskedBefore(began);
    return answer;
  }

  /** `time`: milliseconds since 1970. */
  #dropAskedBefore(time: number): void {
    for (const [id, { at }] of this.#asked) if (Date.parse(at) < time) this.#asked.delete(id);
  }

  /** Reads the SIM that is shown. Resolves with why that failed. */
  async #readAgain(): Promise<ErrorView | null> {
    const answer = this.sim ? await this.#read(this.sim.iccid) : null;
    return answer?.state === "failed" ? answer.error : null;
  }

  async #readOne(connection: ConnectionKey, subscription: string): Promise<ErrorView | null> {
    try {
      const one = await call("subscription", { connection, subscription });
      if (this.#connection === connection) this.#asked.set(subscription, toldNow(one));
      return null;
    } catch (thrown) {
      return errorView(thrown);
    }
  }

  #forget(): void {
    this.request.reset();
    this.acts.forget();
    this.#asked.clear();
    this.eid.clear();
  }
}

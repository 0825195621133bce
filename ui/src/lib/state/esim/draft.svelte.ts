// The order of an eSIM while it is filled in. Texts stay as they were typed and the till reads them; an error that it
// finds is shown at the field until that field is changed.
import { groupAmount } from "../../format/money";
import { orderError, type KeptDraft, type OrderDraft, type OrderKind, type TextField } from "../../esim/order";
import { call } from "../../ipc/client";
import type {
  ConnectionKey,
  DeviceKindView,
  EsimConfirmationView,
  MoneyView,
  OrderErrorView,
  OrderField,
  PreparedEsimOrder,
  ProductView,
} from "../../ipc/generated";
import { SimNumber } from "./sim-number.svelte";

const EMPTY: Record<TextField, string> = {
  country: "",
  customer: "",
  firstName: "",
  lastName: "",
  residence: "",
  model: "",
  activationDate: "",
  price: "",
  currency: "",
};

/** Asks the till to check one order. */
export type Check = () => Promise<PreparedEsimOrder>;

export class Draft implements OrderDraft {
  kind: OrderKind = $state.raw("newEsim");
  text = $state.raw<Record<TextField, string>>(EMPTY);
  deviceKind: DeviceKindView = $state.raw("ios");
  readonly eid: SimNumber;
  readonly iccid: SimNumber;
  errors = $state.raw<Partial<Record<OrderField, string>>>({});
  priceReadings = $state.raw<readonly MoneyView[]>([]);
  /** The amount of the reading of the price that a person chose. */
  #meant: string | null = null;
  /** The number of the SIM that the order was begun with; nobody typed it. */
  #begunWith = "";
  #onedit: () => void;

  /** Tells `onedit` of everything that changes in it. */
  constructor(onedit: () => void = () => {}) {
    this.#onedit = onedit;
    this.eid = new SimNumber("eid", onedit);
    this.iccid = new SimNumber("iccid", onedit);
  }

  /** Whether a person filled nothing in. Where the shop is, and the currency, stay as they were. */
  get isBlank(): boolean {
    const stays = ["country", "currency"];
    const texts = Object.entries(this.text).filter(([field]) => !stays.includes(field));
    const iccid = this.iccid.text === this.#begunWith ? "" : this.iccid.text;
    return [...texts.map(([, text]) => text), this.eid.text, iccid].every((text) => text.trim() === "");
  }

  /** Orders more data for this SIM. */
  begin(iccid: string): void {
    this.clear();
    this.kind = "topUp";
    this.#begunWith = iccid;
    void this.iccid.type(iccid);
  }

  /** What is filled in, to be put back later. */
  kept(): KeptDraft {
    const { kind, text, deviceKind, eid, iccid } = this;
    return { kind, text, deviceKind, eid: eid.text, iccid: iccid.text, meant: this.#meant };
  }

  /** Puts back what was filled in. */
  restore({ kind, text, deviceKind, eid, iccid, meant }: KeptDraft): void {
    this.clear();
    this.kind = kind;
    this.text = text;
    this.deviceKind = deviceKind;
    this.#meant = meant;
    void this.eid.type(eid);
    void this.iccid.type(iccid);
  }

  /** Orders a new eSIM, or more data for a SIM. */
  sell(kind: OrderKind): void {
    this.#onedit();
    this.kind = kind;
    this.errors = {};
  }

  type(field: TextField, text: string): void {
    this.#onedit();
    this.text = { ...this.text, [field]: text };
    // A price and its currency are wrong together.
    const priced = field === "price" || field === "currency";
    const cured: OrderField[] = priced ? ["price", "currency"] : [field];
    if (priced) {
      this.priceReadings = [];
      this.#meant = null;
    }
    const others = Object.entries(this.errors).filter(([name]) => !cured.some((one) => one === name));
    this.errors = Object.fromEntries(others);
  }

  mean(reading: MoneyView): void {
    this.type("price", groupAmount(reading.amount));
    // Its own text may have two readings as well.
    this.#meant = reading.amount;
  }

  choose(type: DeviceKindView): void {
    this.#onedit();
    this.deviceKind = type;
    if (type !== "ios") this.eid.clear();
  }

  /** The order of this product as it is filled in now, which the till can be asked to check, also again later. */
  orderOf(connection: ConnectionKey, product: ProductView): Check {
    const { country, customer, firstName, lastName, residence, model, activationDate, price, currency } = this.text;
    const both = { connection, product: product.id, country };
    const iccid = this.iccid.text;
    if (this.kind === "topUp") return () => call("prepare_esim_top_up", { ...both, iccid });
    const device = { deviceKind: this.deviceKind, model, eid: this.deviceKind === "ios" ? this.eid.text : "" };
    const priced = { price, priceMeant: this.#meant, currency: price.trim() === "" ? "" : currency };
    const person = { customer, firstName, lastName, residence };
    return () => call("prepare_new_esim", { ...both, ...person, ...device, activationDate, ...priced });
  }

  /** Shows what the till found wrong. Answers the field that wants the focus. */
  refuse(errors: readonly OrderErrorView[]): OrderField | undefined {
    // The first error of a field is the one that is shown.
    this.errors = Object.fromEntries(
      errors.toReversed().map(({ field, error }) => [field, orderError(field, error)] as const),
    );
    this.priceReadings = errors.flatMap(({ readings }) => readings);
    this.iccid.error = this.errors.iccid ?? null;
    this.eid.error = this.errors.eid ?? null;
    return errors[0]?.field;
  }

  /** Fills it with an order that was checked, so that the same order can be checked again. */
  fill({ country, customer, device, iccid, activationDate, price }: EsimConfirmationView): void {
    this.clear();
    this.kind = iccid === null ? "newEsim" : "topUp";
    void this.iccid.type(iccid ?? "");
    void this.eid.type(device?.eid ?? "");
    this.deviceKind = device?.deviceKind ?? "ios";
    this.text = {
      country,
      customer: customer?.identifier ?? "",
      firstName: customer?.firstName ?? "",
      lastName: customer?.lastName ?? "",
      residence: customer?.residence ?? "",
      model: device?.model ?? "",
      activationDate: activationDate ?? "",
      price: "",
      currency: price?.currency ?? "",
    };
    if (price) this.mean(price);
  }

  /** Empties it for the next customer, who buys a new eSIM. Where the shop is stays. */
  clear(): void {
    this.kind = "newEsim";
    this.text = { ...EMPTY, country: this.text.country };
    this.deviceKind = "ios";
    this.errors = {};
    this.priceReadings = [];
    this.#meant = null;
    this.#begunWith = "";
    this.eid.clear();
    this.iccid.clear();
  }
}

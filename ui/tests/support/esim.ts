// Products, confirmations and codes of eSIMs as the till would answer them.
import type {
  ActivationCodeView,
  CatalogueView,
  ConnectionView,
  EsimConfirmationView,
  ProductView,
  SaleView,
  SimNumberView,
} from "../../src/lib/ipc/generated";
import { ago, live } from "./samples";
import { inState, newEsim } from "./sales";

export const truphone = (change: Partial<ConnectionView> = {}): ConnectionView =>
  live({
    key: { environment: "practice", id: "practice-esim" },
    name: "Practice eSIM",
    api: "truphoneConnect",
    host: "127.0.0.1:41235",
    signIn: ["clientCredentials"],
    session: { state: "signedIn", person: null, endsAt: null, remembered: true },
    ...change,
  });

export const product = (change: Partial<ProductView> = {}): ProductView => ({
  id: "cHJvZHVjdC0x",
  name: "Kenya 1 GB",
  description: "",
  period: 7,
  periodUnit: "days",
  bytes: "1000000000",
  dataTold: null,
  footprint: ["KE"],
  soldIn: null,
  prices: [
    { amount: "9.90", currency: "EUR" },
    { amount: "10.75", currency: "USD" },
  ],
  pricesLeftOut: 0,
  region: null,
  unread: [],
  ...change,
});

const COUNTRIES = "KE UG TZ SS RW ET SD EG NG GH ZA MA FR DE IT ES GB US CA MX BR AR IN CN JP AU NZ TH VN TR".split(
  " ",
);

/** So many made-up products, no two alike. */
export function manyProducts(count: number): ProductView[] {
  return Array.from({ length: count }, (_, at) => {
    const first = at % COUNTRIES.length;
    const footprint = COUNTRIES.slice(first, first + 1 + (at % 7));
    const gigabytes = 1 + (at % 20);
    return product({
      id: `product-${at}`,
      name: `Plan ${at} for ${footprint.join(", ")}, ${gigabytes} GB`,
      description: `${gigabytes} GB of data for travellers, with all that a plan of this kind has`,
      footprint,
      region: at % 3 === 0 ? "Africa" : "World",
      bytes: `${gigabytes}000000000`,
      period: 1 + (at % 30),
      prices: [{ amount: `${1 + ((at * 7919) % 90)}.${String(at % 100).padStart(2, "0")}`, currency: "EUR" }],
    });
  });
}

export const catalogue = (change: Partial<CatalogueView> = {}): CatalogueView => ({
  products: [
    product(),
    product({ id: "ug", name: "Uganda 3 GB", footprint: ["UG"], bytes: "3000000000", period: 30, prices: [] }),
    product({
      id: "ea",
      name: "East Africa 5 GB",
      description: "Data for Kenya, Uganda and Tanzania",
      footprint: ["KE", "UG", "TZ"],
      region: "Africa",
      bytes: "5000000000",
      period: 30,
      prices: [{ amount: "24.5", currency: "EUR" }],
    }),
    product({
      id: "eu",
      name: "Europe 10 GB",
      footprint: "FR DE IT ES GB NL BE AT PT GR".split(" "),
      region: "Europe",
      bytes: "10000000000",
      period: 30,
      prices: [
        { amount: "31.00", currency: "EUR" },
        { amount: "12", currency: "ZZQ" },
      ],
    }),
  ],
  currencies: ["EUR", "USD", "ZZQ"],
  at: ago(70),
  sells: true,
  error: null,
  leftOut: 0,
  ...change,
});

export const orderConfirmation = (change: Partial<EsimConfirmationView> = {}): EsimConfirmationView => ({
  intent: "intent-esim-1",
  product: product(),
  price: null,
  listPrices: product().prices,
  country: "SS",
  customer: { identifier: "amina@example.org", firstName: "Amina", lastName: "Deng", residence: "SS" },
  device: { deviceKind: "ios", model: "iPhone 15", eid: null },
  iccid: null,
  advice: [],
  activationDate: null,
  activeSubscriptions: null,
  isFull: false,
  isUnavailable: false,
  simError: null,
  recent: [],
  doubts: [],
  ...change,
});

/** What the till makes of a number of a SIM or a device: marks that were scanned around it are gone. */
export const simNumber = (text: string, digits = text.replace(/^\][A-Z]\d/iu, "").replace(/[\s-]|F$/giu, "")) => {
  const error = digits === "" ? "empty" : /\D/u.test(digits) ? "notReadable" : digits.length > 22 ? "tooLong" : null;
  const view: SimNumberView = {
    digits: error === null && digits.length >= 16 ? digits : null,
    shown: error === null ? digits.replace(/(\d{4})(?=\d)/gu, "$1 ") : text,
    advice: digits.length === 19 ? [] : ["length"],
    error: error ?? (digits.length < 16 ? "tooShort" : null),
  };
  return view;
};

/** `LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7` as a QR code. */
export const CODE_TEXT = "LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7";
export const CODE_ROWS = [
  "11111110100100111011001111111",
  "10000010111111001110001000001",
  "10111010010001101001101011101",
  "10111010110101011001001011101",
  "10111010001010010111001011101",
  "10000010001101000001101000001",
  "11111110101010101010101111111",
  "00000000111000001111000000000",
  "10110111011011111010001001011",
  "01101101101111100001101110101",
  "00111011000101101000010110000",
  "01000001011011011000011001011",
  "11010110101101011110000101110",
  "00101000110001001001011000100",
  "01100011001011001011001000011",
  "01111000101000111001110110010",
  "10001110001110010111110010000",
  "01110101101111100000000100011",
  "10011111110100011100111000000",
  "00000100001110100110000011100",
  "01001111111000000101111110110",
  "00000000100110100110100010010",
  "11111110101001001111101010010",
  "10000010100101100010100010000",
  "10111010000010000110111111111",
  "10111010101010110110010110101",
  "10111010110111000010100000101",
  "10000010001111000000101011010",
  "11111110101101100111111101010",
];

export const activationCode = (change: Partial<ActivationCodeView> = {}): ActivationCodeView => ({
  iccid: "8944478600000003211",
  status: "released",
  text: CODE_TEXT,
  server: "rsp.truphone.com",
  matchingId: "QR-G-5C-1LS-1W1Z9P7",
  rows: CODE_ROWS,
  appleLink: `https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=${CODE_TEXT}`,
  androidLink: `https://esimsetup.android.com/esim_qrcode_provisioning?carddata=${CODE_TEXT}`,
  ...change,
});

/** An order that the service took, and that goes on. */
export const orderSale = (change: Partial<SaleView> = {}): SaleView =>
  inState("accepted", {
    id: "intent-esim-1",
    connection: truphone().key,
    revision: 3,
    order: newEsim("amina@example.org"),
    price: null,
    floatBefore: null,
    floatAfter: null,
    progress: "accepted",
    ...change,
  } as Partial<SaleView>);

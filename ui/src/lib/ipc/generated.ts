// Written by `cargo xtask bindings` from crates/contract. Do not edit.

export type EnvironmentView = "live" | "test" | "practice";

export type ApiView = "twentyOneSystems" | "accountsV1" | "truphoneConnect";

export type ConnectionKey = { 
/**
 * Whether money is real there.
 */
environment: EnvironmentView, 
/**
 * The id of the connection file.
 */
id: string, };

export type MoneyView = { 
/**
 * With the currency's own decimal places: `60.00`.
 */
amount: string, 
/**
 * The currency code of ISO 4217.
 */
currency: string, };

export type FloatView = { balance: MoneyView, 
/**
 * When it was seen, RFC 3339 in UTC.
 */
at: string, 
/**
 * False when the last attempt to refresh it failed.
 */
fresh: boolean, 
/**
 * Why that attempt failed.
 */
unread: ErrorCode | null, };

export type SignInWay = "password" | "browser" | "clientCredentials";

export type RoleView = "staff" | "administrator" | "other";

export type PointsView = { 
/**
 * The points that the person may give away.
 */
toSend: number, 
/**
 * The points that were given to the person.
 */
received: number, };

export type PersonView = { 
/**
 * E-mail address, which is the user name.
 */
email: string, 
/**
 * The person's id at the service.
 */
id: string, 
/**
 * When the account was made, RFC 3339.
 */
createdAt: string | null, 
/**
 * The person's name, where the service has one.
 */
name: string | null, 
/**
 * The person's role at the service, where the service names one.
 */
role: RoleView | null, 
/**
 * The person's points, where the service has points; they are no money.
 */
points: PointsView | null, };

export type RegistrationView = { 
/**
 * The client id.
 */
clientId: string, 
/**
 * The redirect URI, letter for letter.
 */
redirectUri: string, 
/**
 * The scope that is asked for; empty where the connection names none.
 */
scope: string, };

export type PracticeAccount = { 
/**
 * The user name.
 */
username: string, 
/**
 * Its password, which is shown.
 */
password: string, };

export type SessionView = { "state": "signedOut" } | { "state": "signedIn", 
/**
 * As the service describes them; absent until it has been asked.
 */
person: PersonView | null, 
/**
 * The latest time until which the sign-in can renew itself, RFC 3339; absent if unknown.
 */
endsAt: string | null, 
/**
 * False when it will be forgotten as the till closes.
 */
remembered: boolean, } | { "state": "signInAgain", 
/**
 * The person who was signed in.
 */
person: PersonView | null, };

export type PkceView = "offByFile" | "unknown" | "proven" | "ignored" | "switchedOff";

export type RevocationView = { "state": "revoking" } | { "state": "revoked" } | { "state": "endedBefore" } | { "state": "notRevoked", 
/**
 * The reason, as it is shown.
 */
error: ErrorView, } | { "state": "notKnown" };

export type UsedByView = "thisTill" | "others";

export type JudgesView = "alone" | "indications";

export type DeclaredLine = "usedBy" | "smallestDeposit" | "rest" | "booksOneAtATime" | "secondDebit";

export type SecondDebitView = { "may": "no" } | { "may": "within", 
/**
 * At the latest.
 */
seconds: number, } | { "may": "unknown" };

export type DeclarationsView = { 
/**
 * The users whose sales move it.
 */
usedBy: UsedByView, 
/**
 * The least sum that is ever paid in; absent where nothing is paid in while the till judges.
 */
smallestDeposit: MoneyView | null, 
/**
 * The seconds after which the service is done with a request.
 */
restSeconds: number, 
/**
 * Whether the service never writes an old float back over another debit.
 */
booksOneAtATime: boolean, 
/**
 * Whether an accepted sale may be debited again.
 */
secondDebit: SecondDebitView, };

export type WhyNotView = { "reason": "declaredShared", 
/**
 * The name of the other connection to the same float whose file that is; absent where it is this one's own.
 */
by: string | null, } | { "reason": "accountUnknown" } | { "reason": "neverRead" } | { "reason": "ended", 
/**
 * When the till found it, RFC 3339 in UTC.
 */
at: string, 
/**
 * By how much the float went down beyond what the sales explain, negative where it rose; absent where that is
 * not known.
 */
moved: MoneyView | null, };

export type FloatUseView = { 
/**
 * The declarations that may be relied on: of two connections to one float, the weaker line.
 */
declared: DeclarationsView, 
/**
 * Whether the till judges by it.
 */
judges: JudgesView, 
/**
 * Since when it does, RFC 3339 in UTC; absent where it does not.
 */
since: string | null, 
/**
 * Why it does not; absent where it does.
 */
whyNot: WhyNotView | null, 
/**
 * The names of the other connections that lead to the same float.
 */
sharedWith: Array<string>, };

export type AlertKind = "reopened" | "unexplained" | "costChanged" | "rose" | "secondDebit";

export type AlertView = { 
/**
 * The entry, to be named when somebody has looked.
 */
notice: number, 
/**
 * When, RFC 3339 in UTC.
 */
at: string, 
/**
 * The kind of thing.
 */
kind: AlertKind, 
/**
 * The sale that it is about, by id; of the end of a proof, none.
 */
sale: string | null, 
/**
 * By how much the float went down beyond what the sales explain; negative where it rose.
 */
moved: MoneyView | null, };

export type ConnectionView = { 
/**
 * Names it in requests.
 */
key: ConnectionKey, 
/**
 * The name that people see.
 */
name: string, 
/**
 * Which service it is.
 */
api: ApiView, 
/**
 * Where passwords go: host in punycode, with a port if unusual.
 */
host: string, 
/**
 * The whole base address: at Truphone only its path separates production from pre-production.
 */
baseAddress: string, 
/**
 * `#rrggbb` that an administrator chose for a test connection.
 */
colour: string | null, 
/**
 * Whether this version of Airtill can use it.
 */
usable: boolean, 
/**
 * Whether sales are made through it: it then has a float.
 */
sells: boolean, 
/**
 * The ways to sign in, the one to begin with first.
 */
signIn: Array<SignInWay>, 
/**
 * The id under which the service knows the till; absent where none is known here.
 */
clientId: string | null, 
/**
 * Whether its client secret is stored; absent where its service knows none.
 */
clientSecret: boolean | null, 
/**
 * Whether the browser comes back to this computer over HTTPS, with a certificate of its own.
 */
httpsListener: boolean, 
/**
 * The facts that the operator of the service must know of this till; absent where no browser is used.
 */
registration: RegistrationView | null, 
/**
 * Whether PKCE protects the sign-in; absent where no browser is used.
 */
pkce: PkceView | null, 
/**
 * The person who is signed in.
 */
session: SessionView, 
/**
 * The state at the service of the sign-in that was signed out of last; absent where nobody signed out since somebody
 * signed in.
 */
revocation: RevocationView | null, 
/**
 * The person by whom each sale made here is sold, where the company's accounts say who that is.
 */
soldBy: PersonView | null, 
/**
 * The last float seen, if any ever was.
 */
float: FloatView | null, 
/**
 * The declarations of its float and what the till may say by it; absent where there is none.
 */
floatUse: FloatUseView | null, 
/**
 * Sales whose outcome is not known.
 */
openDoubts: number, 
/**
 * The events of its float and its sales at which nobody has looked yet, oldest first.
 */
alerts: Array<AlertView>, 
/**
 * The made-up account of a practice connection, to be shown beside its sign-in form.
 */
practiceAccount: PracticeAccount | null, };

export type ImportPreview = { 
/**
 * Given back with the yes.
 */
token: string, 
/**
 * The file's name without its folder.
 */
fileName: string, 
/**
 * The name in the file.
 */
name: string, id: string, api: ApiView, 
/**
 * The environment, which says whether money is real.
 */
environment: EnvironmentView, 
/**
 * The host to which passwords will be sent, in punycode.
 */
host: string, 
/**
 * The whole base address.
 */
baseAddress: string, 
/**
 * Further hosts that would be spoken to; each wants its own yes.
 */
otherHosts: Array<string>, 
/**
 * The ways to sign in, the one to begin with first.
 */
signIn: Array<SignInWay>, 
/**
 * True when people sign in through the browser without PKCE, so that each sign-in is confirmed by the person.
 */
pkceOff: boolean, 
/**
 * The redirect URI that the operator of the service registers; absent where no browser is used.
 */
redirectUri: string | null, 
/**
 * The id under which the service knows the till: as the file has it, else as the connection has it that would be
 * replaced.
 */
clientId: string | null, 
/**
 * Whether the client id is to be asked for with the yes, because the file names none and the till signs in as a
 * client.
 */
asksClientId: boolean, 
/**
 * Whether the operator of the service hands out a client secret, to be asked for with the yes.
 */
asksClientSecret: boolean, 
/**
 * True when a connection of that id is there already and would be replaced.
 */
replaces: boolean, 
/**
 * The declarations of its float; absent for a service without one.
 */
declares: DeclarationsView | null, 
/**
 * The most requests that the till makes in a second, where the file says so.
 */
requestsPerSecond: number | null, 
/**
 * The lines that say something else than those of the connection that it replaces.
 */
declaresAnew: Array<DeclaredLine>, 
/**
 * The names of other connections of its environment that sell from the same host.
 */
sameHost: Array<string>, 
/**
 * True when replacing it forgets its sign-in, because the address or client changed.
 */
forgetsSignIn: boolean, 
/**
 * Whether this version can use it.
 */
usable: boolean, };

export type MoneyMoved = "no" | "unknown" | "yes";

export type ErrorCode = "badRequest" | "notFound" | "wrongPassword" | "emailNotConfirmed" | "rateLimited" | "offline" | "noAnswer" | "answerLost" | "proxyNotReached" | "proxySilent" | "proxyWantsSignIn" | "proxyRefused" | "proxyBroke" | "proxyUnsupported" | "captivePortal" | "certificate" | "serviceDown" | "connectionSettings" | "signInAgain" | "denied" | "turnedDown" | "oddAnswer" | "browserNotOpened" | "signInTimedOut" | "consentDenied" | "clientRefused" | "pkceRefused" | "pkceNeeded" | "scopeRefused" | "codeRefused" | "notRevocable" | "answerNotSafe" | "notYou" | "pastedOtherAddress" | "pastedOtherSignIn" | "pastedUnreadable" | "pastedTwice" | "pastedNoCode" | "noCode" | "signInRefused" | "noSuchUser" | "badUserId" | "badEmail" | "badPassword" | "trustNotChanged" | "keyringUnavailable" | "signOutUnfinished" | "badIccid" | "badEid" | "badCustomer" | "badAddress" | "noActivationCode" | "notSaved" | "catalogueOld" | "badNumber" | "badAmount" | "floatTooSmall" | "overSaleLimit" | "overDayLimit" | "priceNotKnown" | "repeatNeedsReason" | "doubtNeedsOverride" | "saleUnderWay" | "intentExpired" | "reasonNeeded" | "notInDoubt" | "connectionGone" | "diskFull" | "readOnly" | "outcomeNotWritten" | "doubtsOpen" | "ledgerNewer" | "ledgerMisplaced" | "ledgerBroken" | "ledgerIndexBroken" | "ledgerUnchecked" | "vaultNewer" | "badConnectionFile" | "practiceFailed" | "supervisorOnly" | "setByCompany" | "updatesNotChecked" | "tillAtWork" | "internal";

export type ErrorView = { 
/**
 * Which sentence to show.
 */
code: ErrorCode, 
/**
 * A detail in plain text for the sentence, cleaned and bounded; may be empty.
 */
message: string, 
/**
 * Whether money moved.
 */
moneyMoved: MoneyMoved, 
/**
 * For a support call; also in the log.
 */
reference: string, 
/**
 * The id of the request that failed, for the service's support, where the service takes one and may have seen it.
 */
correlation?: string, };

export type SaleStateView = "intended" | "neverHandedOver" | "confirmed" | "accepted" | "declined" | "declinedButCharged" | "inDoubt" | "charged" | "notCharged" | "reopened" | "said";

export type NumberAdvice = "good" | "otherNetwork" | "notMobile" | "unknown";

export type NumberError = "empty" | "notDigits" | "tooShort" | "tooLong" | "otherCountry" | "spreadsheet" | "extension";

export type AmountError = "empty" | "notANumber" | "grouping" | "tooManyPlaces" | "otherCurrency" | "notPositive" | "tooLarge";

export type DeclineReason = "insufficientFloat" | "numberInvalid" | "numberInactive" | "numberUnknown" | "networkRefused" | "amountRefused" | "accountFault" | "requestUnreadable" | "serviceBusy" | "serviceUnavailable" | "systemError" | "rateLimited" | "signInEnded" | "signInNotRenewed" | "unreachable" | "proxyBlocked" | "notPermitted" | "quotaReached" | "orderFailed" | "clientRefused" | "unsendable" | "other";

export type Speaker = "till" | "service" | "unsure";

export type SaleStep = "checkingLedger" | "checked" | "recorded" | "sending" | "answered" | "stored" | "checking";

export type NumberView = { 
/**
 * Grouped as far as typed, for the field itself.
 */
shown: string, 
/**
 * Whole E.164 digits, when it is a number.
 */
msisdn: string | null, 
/**
 * `+211 925 415 377`, when it is a number.
 */
grouped: string | null, 
/**
 * The operator that the plan names.
 */
operator: string | null, 
/**
 * The number plan's judgement, when it is a number.
 */
advice: NumberAdvice | null, 
/**
 * The error, when it is none.
 */
error: NumberError | null, };

export type AmountView = { 
/**
 * The amount, when the text has one reading.
 */
amount: MoneyView | null, 
/**
 * The readings by several conventions: a person has to say which is meant, also where one alone can be paid.
 */
choices: Array<MoneyView>, 
/**
 * The error, when it is none.
 */
error: AmountError | null, };

export type DoubtCause = "interrupted" | "noAnswer" | "lineBroken" | "answerCut" | "serviceFault" | "unreadable" | "refusedChargeUnknown" | "wrongReceiver" | "approvalPending" | "unknownCode" | "orderStuck" | "orderLost" | "dataWiped";

export type Finding = "floatUnreadable" | "nothingToCompare" | "wasCharged" | "wasNotCharged" | "exactlySome" | "cannotBeTold" | "unchangedSoFar" | "fitsBoth" | "movedByOthers" | "mayBeRetry" | "otherAccount" | "subscriptionsUnreadable" | "noSubscription" | "oneSubscription" | "severalSubscriptions" | "undatedSubscription" | "disputedSubscription";

export type SeenSubscriptionView = { 
/**
 * The service's id.
 */
id: string, 
/**
 * The SIM that it is on, in groups of digits.
 */
iccid: string | null, 
/**
 * When the service made it, RFC 3339 in UTC.
 */
created: string | null, 
/**
 * Whether it carries the device id of the order, where it carries one.
 */
hasOurDevice: boolean | null, };

export type TraceView = { 
/**
 * When the till said so, RFC 3339 in UTC.
 */
at: string, 
/**
 * When the subscription was seen, RFC 3339 in UTC.
 */
seen: string, subscription: SeenSubscriptionView, };

export type EvidenceLine = { 
/**
 * When the evidence was gathered, RFC 3339 in UTC.
 */
at: string, 
/**
 * The finding, for which the window has the words.
 */
finding: Finding, 
/**
 * The float that was expected if the sale was charged, where that is known.
 */
ifCharged: MoneyView | null, 
/**
 * The float that was expected if the sale was not charged, where that is known.
 */
ifNotCharged: MoneyView | null, 
/**
 * The float that was seen.
 */
seen: MoneyView | null, 
/**
 * How many of `of` sales were charged.
 */
exactly: number | null, 
/**
 * The number of sales among which `exactly` were charged, this one included.
 */
of: number | null, 
/**
 * By how much the float went down beyond what the sales explain; negative where it rose.
 */
moved: MoneyView | null, 
/**
 * When the float was seen from which this counts, RFC 3339 in UTC.
 */
from: string | null, 
/**
 * The subscriptions that fit the order, where an order is looked for among them.
 */
subscriptions: Array<SeenSubscriptionView>, };

export type VerdictView = { 
/**
 * Whether the float went down for it.
 */
charged: boolean, 
/**
 * When the till said so, RFC 3339 in UTC.
 */
at: string, 
/**
 * When the float was seen that cannot contain its charge, RFC 3339 in UTC.
 */
from: string, 
/**
 * When the float was asked for that decided, RFC 3339 in UTC.
 */
to: string, 
/**
 * By how much the float went down for it, where that is known.
 */
debit: MoneyView | null, 
/**
 * The float at `from`.
 */
before: MoneyView, 
/**
 * The float at `to`.
 */
after: MoneyView, 
/**
 * For how long the service may work on a request, as declared, in seconds.
 */
restSeconds: number, };

export type ReopeningView = { 
/**
 * When the till found it, RFC 3339 in UTC.
 */
at: string, 
/**
 * By how much the float went down beyond what the sales explain; negative where it rose.
 */
moved: MoneyView | null, 
/**
 * When the float was seen before the movement, RFC 3339 in UTC.
 */
from: string, 
/**
 * When the float was seen after the movement, RFC 3339 in UTC.
 */
to: string, };

export type SaidView = { 
/**
 * The person who said it.
 */
person: string, 
/**
 * When the person said it, RFC 3339 in UTC.
 */
at: string, 
/**
 * Whether the goods arrived, if the person knows.
 */
arrived: boolean | null, 
/**
 * Whether the float was charged, if the person knows.
 */
charged: boolean | null, 
/**
 * How the person knows.
 */
reason: string, 
/**
 * Whether the person took over what the float indicated.
 */
adopted: boolean, };

export type IndicationView = { 
/**
 * Whether the sale was charged, if nothing else moved the float.
 */
charged: boolean, 
/**
 * When the last float was seen before the oldest sale involved, RFC 3339 in UTC.
 */
from: string, 
/**
 * When the float was seen that indicates it, RFC 3339 in UTC.
 */
to: string, 
/**
 * How long no request may have taken, in seconds.
 */
restSeconds: number, };

export type OrderedProductView = { 
/**
 * The service's id.
 */
id: string, name: string, };

export type EsimCustomerView = { 
/**
 * An e-mail address, or any other name by which the service knows them.
 */
identifier: string, 
/**
 * First and last name, as far as they were given; may be empty.
 */
name: string, 
/**
 * The country of residence, two letters.
 */
residence: string | null, };

export type DeviceKindView = "ios" | "android" | "iot";

export type DeviceView = { kind: DeviceKindView, 
/**
 * Make and model, as far as they were given; may be empty.
 */
model: string, 
/**
 * The number of its eSIM chip, in groups of digits.
 */
eid: string | null, };

export type TopUpView = { 
/**
 * The number in E.164 digits.
 */
msisdn: string, 
/**
 * The number in groups of digits.
 */
grouped: string, 
/**
 * The operator that the plan names.
 */
operator: string | null, };

export type NewEsimView = { product: OrderedProductView, 
/**
 * Two letters of ISO 3166-1.
 */
country: string, customer: EsimCustomerView, device: DeviceView, 
/**
 * When the plan begins, where that is not at once, RFC 3339 in UTC.
 */
activation: string | null, };

export type EsimTopUpView = { product: OrderedProductView, 
/**
 * Two letters of ISO 3166-1.
 */
country: string, 
/**
 * The SIM, as digits.
 */
iccid: string, 
/**
 * The SIM in groups of digits.
 */
grouped: string, };

export type OrderView = { "kind": "topUp" } & TopUpView | { "kind": "newEsim" } & NewEsimView | { "kind": "esimTopUp" } & EsimTopUpView;

export type ProgressView = "accepted" | "preparing";

export type EsimView = { 
/**
 * The SIM, as digits.
 */
iccid: string, 
/**
 * The SIM in groups of digits.
 */
grouped: string, 
/**
 * The service's id of the subscription.
 */
subscription: string | null, };

export type SaleView = { 
/**
 * The id of the sale, a UUID.
 */
id: string, 
/**
 * The number of its last entry in the ledger: of two views of one sale the higher one is newer, whatever the clock
 * did.
 */
revision: number, 
/**
 * The connection it went through.
 */
connection: ConnectionKey, 
/**
 * The order as a person confirmed it.
 */
order: OrderView, 
/**
 * The price, with the currency and the decimal places that it was ordered with; absent where none was known.
 */
price: MoneyView | null, 
/**
 * Where it stands.
 */
state: SaleStateView, 
/**
 * How far the service is with an order that it took and has not finished.
 */
progress: ProgressView | null, 
/**
 * The eSIM or plan that was delivered.
 */
esim: EsimView | null, 
/**
 * The subscription by which an order is known to have been made.
 */
trace: TraceView | null, 
/**
 * When it was asked for, RFC 3339 in UTC.
 */
at: string, 
/**
 * When it last changed, RFC 3339 in UTC.
 */
updatedAt: string, 
/**
 * The member of the company's staff that sold it; the account that pays where no staff is known.
 */
soldBy: string, 
/**
 * The till that sold it, in eight digits.
 */
till: string, 
/**
 * The service's reference.
 */
reference: string | null, 
/**
 * Why it was refused, also where only its charge is open.
 */
reason: DeclineReason | null, 
/**
 * True where that reason says that nothing was charged or ordered. Of every other one, the charge is open.
 */
uncharged: boolean, 
/**
 * The author of the words and of the code.
 */
speaker: Speaker, 
/**
 * The service's result code.
 */
code: number | null, 
/**
 * The service's own words, cleaned and bounded; may be empty.
 */
serviceMessage: string, 
/**
 * The reason for which it was not handed over, or not sent again after it was turned away, in the till's own words;
 * empty for all others.
 */
tillMessage: string, 
/**
 * The float before, as last seen.
 */
floatBefore: MoneyView | null, 
/**
 * The float after, as the service or the evidence said.
 */
floatAfter: MoneyView | null, 
/**
 * True where the service refused it by a documented code: only its charge is or was open.
 */
refused: boolean, 
/**
 * The evidence's verdict on its charge; stays when it is reopened.
 */
verdict: VerdictView | null, 
/**
 * The movement that contradicted the evidence.
 */
reopening: ReopeningView | null, 
/**
 * The last statement of a person.
 */
said: SaidView | null, 
/**
 * The indication of the float, where others may move it too: nothing is settled by it.
 */
indication: IndicationView | null, 
/**
 * For how many seconds the service may still be working on it, as declared; absent where that is not waited for.
 */
restIn: number | null, 
/**
 * The entry by which it changed and that nobody has looked at yet.
 */
notice: number | null, 
/**
 * Why it is or was in doubt.
 */
doubt: DoubtCause | null, 
/**
 * True when the till itself can still look for evidence.
 */
checking: boolean, 
/**
 * A text with the facts for the service's support, ready to copy: when it was charged and no delivery was confirmed,
 * and of an order in doubt.
 */
claim: string | null, 
/**
 * The id of the request by which it was ordered, for the service's support, where the service takes one and the
 * order was refused or its answer was not clear.
 */
correlation: string | null, 
/**
 * The lines of evidence so far, oldest first.
 */
evidence: Array<EvidenceLine>, };

export type ConfirmationView = { 
/**
 * Given back with the yes; good for one sale, however often it is sent.
 */
intent: string, 
/**
 * The number in E.164 digits.
 */
msisdn: string, 
/**
 * In groups, for reading aloud.
 */
grouped: string, 
/**
 * The operator that the plan names.
 */
operator: string | null, 
/**
 * The number plan's judgement of the number.
 */
advice: NumberAdvice, amount: MoneyView, 
/**
 * The last float seen.
 */
floatBefore: FloatView | null, 
/**
 * The expected float afterwards, commission not counted.
 */
floatAfter: MoneyView | null, 
/**
 * Sales to this number in the last 24 hours, newest first: sending wants a reason when there are any.
 */
recent: Array<SaleView>, 
/**
 * Sales of this number and amount that are in doubt: sending wants the override when there are any.
 */
doubts: Array<SaleView>, 
/**
 * True when the number belongs to another network or to none: sending wants a yes to that.
 */
asksAboutNumber: boolean, };

export type EntryKind = "intended" | "turnedAway" | "confirmed" | "accepted" | "progressed" | "requestsNumbered" | "traced" | "declined" | "inDoubt" | "evidence" | "neverHandedOver" | "cameToRest" | "judged" | "reopened" | "said" | "unexplainedDebit";

export type FactView = { 
/**
 * A name that the message files word: `reference`, `amount`, `floatAfter`, …
 */
name: string, 
/**
 * The value as plain text.
 */
value: string, };

export type EntryView = { 
/**
 * Its number in the ledger.
 */
seq: number, 
/**
 * When it was written, RFC 3339 in UTC.
 */
at: string, 
/**
 * The author: a person's e-mail address, or `airtill`.
 */
actor: string, 
/**
 * Which kind of entry.
 */
kind: EntryKind, 
/**
 * The facts in it, in order: name and plain value.
 */
facts: Array<FactView>, 
/**
 * First eight hex digits of its hash.
 */
hash: string, };

export type SaleDetail = { 
/**
 * The sale as it stands now.
 */
sale: SaleView, 
/**
 * Its entries, oldest first.
 */
timeline: Array<EntryView>, };

export type HistoryPage = { 
/**
 * The sales, newest first.
 */
sales: Array<SaleView>, 
/**
 * Pass it back for the next page; absent at the end.
 */
next: number | null, };

export type VaultState = "notOpened" | "ready" | "absent" | "locked" | "ambiguous" | "failed" | "rememberNothing" | "setAside" | "newer";

export type NoticeCode = "ledgerSetAside" | "tillSetAside" | "tillNamedByRecords" | "ledgerBroken" | "ledgerIndexBroken" | "ledgerUnchecked" | "folderUnwritable" | "ledgerNewer" | "ledgerNotOpened" | "ledgerMisplaced" | "vaultSetAside" | "connectionUnreadable" | "connectionSetAside" | "signInNotRevoked" | "clockDiffers" | "floatShared" | "companyFolderWritable" | "companyFolderUnreadable" | "companyPolicyBroken" | "companyConnectionUnreadable" | "companyConnectionInDoubt" | "companyConnectionNotTaken";

export type Notice = { code: NoticeCode, 
/**
 * A detail in plain text; may be empty.
 */
detail: string, };

export type ImportsInLine = { 
/**
 * The preview of the first.
 */
first: ImportPreview | null, 
/**
 * How many are behind it.
 */
behind: number, };

export type RefusedImport = { 
/**
 * The file's name without its folder.
 */
fileName: string, 
/**
 * The reason, as it is shown.
 */
error: ErrorView, };

export type SaleUnderWay = { 
/**
 * The connection whose float pays.
 */
connection: ConnectionKey, 
/**
 * The confirmed order.
 */
confirmation: ConfirmationView, 
/**
 * The steps that are behind it.
 */
steps: Array<SaleStep>, };

export type EsimOrderUnderWay = { 
/**
 * The connection through which it is ordered.
 */
connection: ConnectionKey, 
/**
 * The confirmed order.
 */
confirmation: EsimConfirmationView, 
/**
 * The steps that are behind it.
 */
steps: Array<SaleStep>, };

export type ClosingView = { 
/**
 * The number of the sale, in groups; absent where no top-up is finished.
 */
number: string | null, 
/**
 * The product of the eSIM order that is handed over, in the service's words; absent where there is none.
 */
product: string | null, };

export type UnderWay = { 
/**
 * Sales that were confirmed and whose outcome no window has shown.
 */
sales: Array<SaleUnderWay>, 
/**
 * Orders of eSIMs that were confirmed and whose outcome no window has shown.
 */
esimOrders: Array<EsimOrderUnderWay>, 
/**
 * Connections at which a sign-in through the browser has begun and not ended.
 */
signIns: Array<ConnectionKey>, 
/**
 * The work that the till finishes before it closes.
 */
closing: ClosingView | null, };

export type RecordsProgress = { 
/**
 * The entries that are done.
 */
done: number, 
/**
 * All entries that there are.
 */
entries: number, };

export type StoppedSelling = { environment: EnvironmentView, 
/**
 * The error with which a sale is refused.
 */
code: ErrorCode, 
/**
 * False where its records are not open either, so that nobody can sign in there.
 */
isOpen: boolean, };

export type StartView = { 
/**
 * The version of the program.
 */
version: string, 
/**
 * In the order in which they were added.
 */
connections: Array<ConnectionView>, 
/**
 * Those of them that the company placed: nobody removes or replaces them here.
 */
ofCompany: Array<ConnectionKey>, 
/**
 * Where live and test sign-ins are stored.
 */
vault: VaultState, 
/**
 * The notices to a person.
 */
notices: Array<Notice>, 
/**
 * The environments in which every sale of this run is refused.
 */
stopped: Array<StoppedSelling>, 
/**
 * The first connection file from outside that waits for an answer.
 */
pendingImport: ImportPreview | null, 
/**
 * How many are behind it.
 */
importsBehind: number, 
/**
 * The connection files from outside that cannot be used; each is shown once.
 */
refusedImports: Array<RefusedImport>, 
/**
 * The work under way, for a window that was not there when it began.
 */
underWay: UnderWay, 
/**
 * True when the program was started with `--practice`: begin practising as the window opens.
 */
practiseNow: boolean, 
/**
 * The name of this till, in eight digits.
 */
till: string, 
/**
 * Folder of all records, for people who look for it.
 */
dataFolder: string, 
/**
 * How large the window shows everything, in percent: one of [`crate::TEXT_SIZES`].
 */
textSize: number, };

export type TextSize = { 
/**
 * In percent of the usual size. A request may hold any number and gets the nearest of [`TEXT_SIZES`].
 */
percent: number, };

export type CommitMatch = "exact" | "changed" | "unchecked";

export type BuildKind = "release" | "test";

export type AboutView = { 
/**
 * Hexadecimal digits; absent where the program was built outside git.
 */
commit: string | null, 
/**
 * How far the program is that commit.
 */
commitMatch: CommitMatch, 
/**
 * Whether it is for people or a test.
 */
build: BuildKind, };

export type SignatureFinding = "whole" | "untrusted" | "unsigned" | "changed" | "package" | "noPackage" | "unknown" | "noAnswer";

export type SignatureView = { finding: SignatureFinding, 
/**
 * The publisher who signed it, or the package that owns it, where the system names one; at most 200 characters.
 */
by: string | null, };

export type LicencesView = { 
/**
 * Their text as it was installed, at most 4 MiB; absent where this copy of the program was not installed.
 */
text: string | null, };

export type UpdateWay = "itself" | "systemUpdate" | "administrator" | "never";

export type UpdateTrouble = "offline" | "slow" | "portal" | "server" | "notGenuine" | "outdated" | "expired" | "fromTheFuture" | "diskFull" | "notWritten" | "cancelled" | "newerIsThere" | "tillAtWork" | "notAllowed" | "fileInUse" | "anotherInstaller" | "unfinished" | "failed";

export type PolicyOrigin = "thisTill" | "company" | "unusablePolicy" | "unreadableSetting";

export type NewVersionView = { 
/**
 * As `1.2.3`.
 */
version: string, 
/**
 * What is new, line by line; at most 60 lines of 300 characters.
 */
news: Array<string>, };

export type UpdateState = { "state": "off", } | { "state": "notChecked", } | { "state": "upToDate", 
/**
 * The last check that succeeded, RFC 3339.
 */
at: string, } | { "state": "cannotCheck", 
/**
 * The first check that failed, RFC 3339.
 */
since: string, } | { "state": "newer", new: NewVersionView, 
/**
 * Whether this copy can fetch and install it; else the way of this copy says by what it comes.
 */
canFetch: boolean, } | { "state": "recordsTooOld", new: NewVersionView, } | { "state": "fetching", new: NewVersionView, 
/**
 * The bytes so far.
 */
bytes: number, 
/**
 * All bytes of it.
 */
of: number, } | { "state": "ready", new: NewVersionView, } | { "state": "installing", new: NewVersionView, } | { "state": "installed", new: NewVersionView, } | { "state": "failed", new: NewVersionView, reason: UpdateTrouble, 
/**
 * Whether it is here, so that installing it is tried again; else fetching it is.
 */
fetched: boolean, };

export type UpdatePolicyView = { 
/**
 * The origin of this setting.
 */
origin: PolicyOrigin, 
/**
 * Whether the till checks for updates.
 */
checks: boolean, 
/**
 * The address of the list on the company's own server; absent: the publisher's.
 */
server: string | null, };

export type UpdatesView = { way: UpdateWay, state: UpdateState, 
/**
 * Why the last check of this run of the till failed; absent where it did not, or none was made.
 */
failure: UpdateTrouble | null, policy: UpdatePolicyView, 
/**
 * The address of the publisher's list; absent in a build that has none.
 */
publisher: string | null, 
/**
 * Whether the person who is signed in may change what this till itself has set.
 */
mayChange: boolean, };

export type TroubleView = { 
/**
 * A number that causes it, in groups.
 */
number: string, 
/**
 * The last digits that matter.
 */
ending: string, 
/**
 * Stable word for it, worded by the message files.
 */
code: string, 
/**
 * `confirmed`, `accepted`, `declined`, `declined_but_charged`, `in_doubt`, `delay` or `session`.
 */
group: string, };

export type Nothing = Record<symbol, never>;

export type PasteOnlyView = "connection" | "remote" | "noPort" | "noCertificate";

export type AskedBecause = "notProven" | "somebodyNew";

export type BrowserSignInStage = { "at": "none" } | { "at": "waiting", 
/**
 * Seconds until it ends by itself.
 */
secondsLeft: number, 
/**
 * Why the system did not take the address, in its own plain words; absent where it took it, which does not say
 * that anything opened.
 */
notOpened: string | null, 
/**
 * Why the answer can only be pasted, where that is so.
 */
pasteOnly: PasteOnlyView | null, 
/**
 * True where the service's page shows a code, which is what has to be pasted.
 */
showsCode: boolean, 
/**
 * True once an answer came that belongs to another sign-in or to none; it was not used.
 */
turnedAway: boolean, 
/**
 * True where the browser may warn of the certificate of this computer.
 */
certificate: boolean, } | { "at": "exchanging" } | { "at": "pkceRefused", 
/**
 * The service's own words, plain and bounded; may be empty.
 */
message: string, 
/**
 * Seconds until it ends by itself.
 */
secondsLeft: number, } | { "at": "isThisYou", 
/**
 * Whom the service named.
 */
person: PersonView, 
/**
 * Why it is asked.
 */
because: AskedBecause, } | { "at": "signedIn" } | { "at": "tested", 
/**
 * The findings of the test, line by line.
 */
test: ConnectionTestView, } | { "at": "cancelled" } | { "at": "failed", 
/**
 * The reason, as it is shown.
 */
error: ErrorView, };

export type BrowserSignInView = { connection: ConnectionKey, 
/**
 * How far it is.
 */
stage: BrowserSignInStage, };

export type Event = { "type": "connectionChanged", 
/**
 * The connection as it is now.
 */
connection: ConnectionView, } | { "type": "connectionRemoved", 
/**
 * The connection that changed.
 */
key: ConnectionKey, } | { "type": "browserSignInChanged", 
/**
 * The sign-in as it is now.
 */
signIn: BrowserSignInView, } | { "type": "saleChanged", 
/**
 * The sale as it is now.
 */
sale: SaleView, } | { "type": "saleStep", 
/**
 * The intent that was confirmed.
 */
intent: string, 
/**
 * The step that was reached.
 */
step: SaleStep, } | { "type": "importRequested", 
/**
 * The preview of the first of those that wait for an answer.
 */
preview: ImportPreview, 
/**
 * How many are behind it.
 */
behind: number, } | { "type": "importRefused", 
/**
 * Which and why.
 */
refused: RefusedImport, } | { "type": "closingChanged", 
/**
 * The work that it finishes.
 */
closing: ClosingView | null, } | { "type": "recordsPreparing", 
/**
 * The environment that cannot be used meanwhile.
 */
environment: EnvironmentView, 
/**
 * How far that is.
 */
progress: RecordsProgress | null, } | { "type": "updatesChanged", 
/**
 * The state of updates as it is now.
 */
updates: UpdatesView, } | { "type": "startChanged", };

export type InwardSecret = string;

export type Empty = Record<symbol, never>;

export type ReadConnectionFile = { 
/**
 * The file's name without its folder, at most 255 characters.
 */
fileName: string, 
/**
 * Its text, at most 64 KiB.
 */
text: string, };

export type LineUpImports = { 
/**
 * The tokens of previews that are to wait at the end of the line.
 */
add: Array<string>, 
/**
 * The token of the preview that was answered.
 */
done: string | null, };

export type ConfirmImport = { 
/**
 * The token of the preview.
 */
token: string, 
/**
 * Hosts besides the main one that the person said yes to.
 */
confirmedHosts: Array<string>, 
/**
 * The client id that the administrator gave, where it is asked for; at most 256 characters. Absent: as before.
 */
clientId?: string, 
/**
 * The client secret that the operator of the service gave, at most 1,024 characters.
 */
clientSecret: InwardSecret | null, };

export type ForConnection = { connection: ConnectionKey, };

export type SignInWithPassword = { connection: ConnectionKey, 
/**
 * At most 320 characters.
 */
username: string, 
/**
 * At most 1,024 characters; used once and overwritten.
 */
password: InwardSecret, };

export type WindowFailed = { 
/**
 * The kind of the error and the place in the program, at most 200 characters; nothing that was typed.
 */
what: string, };

export type NotedFailure = { 
/**
 * The reference for support.
 */
reference: string, };

export type CheckNumber = { 
/**
 * The text of the field; more than 200 characters are no number.
 */
text: string, };

export type CheckAmount = { 
/**
 * The text of the field; more than 200 characters are no amount.
 */
text: string, };

export type PrepareTopUp = { 
/**
 * The connection whose float pays.
 */
connection: ConnectionKey, 
/**
 * As typed, at most 200 characters.
 */
number: string, 
/**
 * As typed, at most 200 characters; a text with two readings is refused.
 */
amount: string, };

export type SendTopUp = { 
/**
 * The id of the confirmation.
 */
intent: string, 
/**
 * Why it is sent again within 24 hours; at most 500 characters.
 */
repeatReason: string | null, 
/**
 * The sales in doubt, by id, whose risk the person accepted.
 */
overrideDoubts: Array<string>, 
/**
 * Yes to a number of another network or of none.
 */
numberAccepted: boolean, };

export type ForIntent = { 
/**
 * The id of the confirmation.
 */
intent: string, };

export type ForSale = { 
/**
 * The environment whose ledger is meant.
 */
environment: EnvironmentView, 
/**
 * The id of the sale, a UUID.
 */
sale: string, };

export type SayWhatHappened = { 
/**
 * The environment whose ledger is meant.
 */
environment: EnvironmentView, 
/**
 * The id of the sale, a UUID.
 */
sale: string, 
/**
 * Whether it arrived, if the person knows.
 */
arrived: boolean | null, 
/**
 * Whether the float was charged, if the person knows.
 */
charged: boolean | null, 
/**
 * How the person knows, 3 to 500 characters.
 */
reason: string, 
/**
 * Whether the person takes over what the float indicates.
 */
adopted: boolean, };

export type SeeNotices = { 
/**
 * The connection of the sales or the float.
 */
connection: ConnectionKey, 
/**
 * The numbers of the entries that somebody looked at.
 */
notices: Array<number>, };

export type ForLimits = { 
/**
 * The environment whose sales of today are counted.
 */
environment: EnvironmentView, };

export type LimitsView = { 
/**
 * The most that one sale may cost: one amount a currency.
 */
perSale: Array<MoneyView>, 
/**
 * The most that a day may sell: one amount a currency.
 */
perDay: Array<DayLimitView>, 
/**
 * When today began for these limits, RFC 3339 in UTC.
 */
dayBegan: string, };

export type DayLimitView = { most: MoneyView, 
/**
 * The sum of today's sales, as the limit counts it; absent where the ledger was not opened or cannot be read.
 */
sold: MoneyView | null, };

export type Only = "all" | "inDoubt";

export type SearchHistory = { 
/**
 * The environment whose ledger is meant.
 */
environment: EnvironmentView, 
/**
 * One connection only.
 */
connection: ConnectionKey | null, 
/**
 * Number, reference, person, amount or state; empty finds all; at most 100 characters.
 */
search: string, 
/**
 * Which of the sales that fit; all where it is left out.
 */
only: Only, 
/**
 * From the last page.
 */
before: number | null, 
/**
 * 1 to 500.
 */
limit: number, };

export type LastSales = { connection: ConnectionKey, 
/**
 * 1 to 50.
 */
limit: number, };

export type TroubleList = { 
/**
 * In the order in which they are shown.
 */
rows: Array<TroubleView>, };

export type SaleList = { 
/**
 * The sales, newest first.
 */
sales: Array<SaleView>, };

export type ForgetReport = { 
/**
 * Files and keyring entries that are still there, by name.
 */
left: Array<string>, };

export type MaybePreview = { 
/**
 * The content of the chosen file.
 */
preview: ImportPreview | null, };

export type SignInPages = { 
/**
 * The language tag of the words, `en` or the like.
 */
language: string, 
/**
 * Whether the language is written from right to left.
 */
rightToLeft: boolean, 
/**
 * The answer has arrived; not that anybody is signed in, which is not known yet.
 */
received: string, 
/**
 * The service, or the person at its pages, said no.
 */
denied: string, 
/**
 * The service sent the browser back without a sign-in, for any other reason.
 */
failed: string, 
/**
 * The answer had arrived before.
 */
already: string, 
/**
 * Not an answer that is waited for.
 */
notOurs: string, };

export type BeginBrowserSignIn = { connection: ConnectionKey, 
/**
 * The last page of the browser.
 */
pages: SignInPages, };

export type PasteSignInAnswer = { connection: ConnectionKey, 
/**
 * At most 16,384 characters; used once.
 */
text: InwardSecret, };

export type ConfirmSignIn = { connection: ConnectionKey, 
/**
 * False drops the sign-in.
 */
yes: boolean, };

export type SignInAddress = { 
/**
 * Where the browser is sent.
 */
address: string, };

export type SetClientSecret = { connection: ConnectionKey, 
/**
 * At most 1,024 characters; empty removes it.
 */
secret: InwardSecret, };

export type SignInAsClient = { connection: ConnectionKey, 
/**
 * At most 256 characters. Another one than before drops what was stored for that.
 */
clientId: string, 
/**
 * At most 1,024 characters; stored in the vault. Absent: the stored one is tried again.
 */
secret: InwardSecret | null, };

export type ConnectionCheck = "host" | "tls" | "clock" | "service" | "client" | "pkce" | "redirect" | "scope" | "person" | "revocation";

export type CheckFinding = "good" | "wrong" | "notShown";

export type CheckFact = "hostAnswers" | "hostProven" | "clocksAgree" | "serviceThere" | "clientAccepted" | "pkceKnown" | "pkceProven" | "redirectRegistered" | "scopeAccepted" | "personSignedIn" | "tokensRevoked" | "noTls" | "clockNotShown" | "clientNotShown" | "pkceNotShown" | "pkceUnproven" | "redirectNotShown" | "scopeNotShown" | "noName" | "notReached" | "connectTimeout" | "noAnswer" | "lineBroke" | "portal" | "addressNotAllowed" | "proxyNotReached" | "proxySilent" | "proxyWantsSignIn" | "proxyRefused" | "proxyBroke" | "proxyUnsupported" | "certificateExpired" | "certificateNotYetValid" | "certificateWrongName" | "certificateUnknownIssuer" | "certificateRevoked" | "certificateUnacceptable" | "handshakeFailed" | "noTrustStore" | "clockBehind" | "clockAhead" | "noTokenAddress" | "noPageAddress" | "noSignIn" | "serviceDown" | "tooManyRequests" | "answerOdd" | "pageUnexplained" | "pageDown" | "pageLeadsNowhere" | "serviceFailed" | "noCode" | "codeRefused" | "clientRefused" | "pkceIgnored" | "pkceRefused" | "pkceNeeded" | "redirectUnknown" | "redirectUnreadable" | "scopeRefused" | "personTurnedAway" | "personNotShown" | "tokensNotRevoked";

export type ConnectionTestLine = { check: ConnectionCheck, 
/**
 * How it is.
 */
finding: CheckFinding, 
/**
 * The exact finding.
 */
fact: CheckFact, 
/**
 * The service's own words, or what the fact is about: plain and bounded; may be empty.
 */
detail: string, };

export type ConnectionTestView = { 
/**
 * One line for each thing of which something can be said.
 */
lines: Array<ConnectionTestLine>, };

export type CertificateTrust = "trusted" | "untrusted" | "notHere";

export type ListenerCertificate = { 
/**
 * SHA-256 of the certificate, in pairs of hex digits with colons.
 */
fingerprint: string, 
/**
 * When it ends, RFC 3339.
 */
endsAt: string, 
/**
 * How this computer's browsers take it.
 */
trust: CertificateTrust, };

export type LookUpUser = { connection: ConnectionKey, 
/**
 * The service's number for them, as typed: digits, at most 19.
 */
id: string, };

export type FoundUser = { 
/**
 * As the service describes them.
 */
person: PersonView, 
/**
 * False where the service answered with another person than was asked for, which says nothing of the number asked
 * for.
 */
asked: boolean, };

export type CreateUser = { connection: ConnectionKey, 
/**
 * At most 320 characters.
 */
email: string, 
/**
 * At most 1,024 characters; used once and overwritten.
 */
password: InwardSecret, };

export type UserFieldView = "email" | "password" | "whole";

export type UserError = { field: UserFieldView, 
/**
 * The service's own words, plain and bounded; may be empty.
 */
message: string, };

export type CreatedUser = { "outcome": "created", 
/**
 * As the service describes them.
 */
person: PersonView, } | { "outcome": "invalid", 
/**
 * The errors, field by field; empty where the service says nothing readable.
 */
errors: Array<UserError>, } | { "outcome": "unknown", 
/**
 * The fate of the answer.
 */
error: ErrorView, };

export type CountryView = { 
/**
 * ISO 3166-1 alpha-2.
 */
code: string, 
/**
 * In the service's language, possibly empty.
 */
name: string, };

export type CountryList = { 
/**
 * In the service's order.
 */
countries: Array<CountryView>, 
/**
 * When the service gave them, RFC 3339; absent where it never did.
 */
at: string | null, 
/**
 * Why they could not be asked for just now; the list is the last one that came.
 */
error: ErrorView | null, };

export type SignInTroubleView = { 
/**
 * Stable word for it, worded by the message files: `denied_consent`, `wrong_state`, `slow_exchange`,
 * `html_error_page`, `pkce_refused`, `short_tokens`, `refresh_lost`.
 */
code: string, 
/**
 * Whether it is on.
 */
on: boolean, };

export type SignInTroubles = { 
/**
 * In the order in which they are shown.
 */
rows: Array<SignInTroubleView>, };

export type SwitchSignInTrouble = { code: string, on: boolean, };

export type PracticeCommission = "none" | "flat" | "tiers";

export type FloatFormat = "plain" | "otherCurrency" | "thirtyDecimals";

export type FloatTrouble = { "kind": "otherTillSells", 
/**
 * As typed, at most 100 bytes.
 */
amount: string, } | { "kind": "deposit", 
/**
 * As typed, at most 100 bytes.
 */
amount: string, } | { "kind": "refundLastSale", } | { "kind": "writeBack", } | { "kind": "chargeAgain", } | { "kind": "chargeLateNow", } | { "kind": "chargeLateAfter", 
/**
 * 1 to 3,600.
 */
seconds: number, } | { "kind": "commission", 
/**
 * The new cost.
 */
commission: PracticeCommission, } | { "kind": "report", 
/**
 * The new format.
 */
format: FloatFormat, } | { "kind": "newAccountId", };

export type CauseFloatTrouble = { 
/**
 * The thing to do.
 */
trouble: FloatTrouble, };

export type PracticeSaleView = { 
/**
 * The number, grouped for reading.
 */
number: string, 
/**
 * The amount asked for.
 */
amount: MoneyView, };

export type FloatTroubles = { 
/**
 * The sum that is there, whatever the till knows.
 */
float: MoneyView, 
/**
 * The latest sale that is charged, for a refund or an old float written over it.
 */
lastCharged: PracticeSaleView | null, 
/**
 * The latest sale that was accepted, for a second debit.
 */
lastAccepted: PracticeSaleView | null, 
/**
 * The number of sales that the service holds back.
 */
late: number, 
/**
 * After how many seconds it begins with one; absent where it never does by itself.
 */
lateAfter: number | null, 
/**
 * The cost of a sale.
 */
commission: PracticeCommission, 
/**
 * The form in which the float is reported.
 */
format: FloatFormat, };

export type PeriodUnit = "days" | "other";

export type ForCatalogue = { connection: ConnectionKey, 
/**
 * Prices in this currency (ISO 4217) are asked for; the service's own choice where it is left out.
 */
currency: string | null, 
/**
 * Whether the service is asked although a list that is minutes old is there.
 */
anew: boolean, };

export type CatalogueView = { 
/**
 * In the service's order, each id once.
 */
products: Array<ProductView>, 
/**
 * The currencies in which at least one product has a price, sorted.
 */
currencies: Array<string>, 
/**
 * When the service gave the list; absent where it never did.
 */
at: string | null, 
/**
 * Whether products may be sold from this list: it came just now, or minutes ago.
 */
sells: boolean, 
/**
 * Why it could not be asked for just now; the list is the last one that came.
 */
error: ErrorView | null, 
/**
 * How many products were left out, because they have no id, or the id of another one.
 */
leftOut: number, };

export type ProductView = { id: string, 
/**
 * In the service's words, plain and bounded.
 */
name: string, 
/**
 * In the service's words, plain and bounded; may be empty.
 */
description: string, 
/**
 * For how long it runs; absent where the service says 0 or nothing.
 */
period: number | null, periodUnit: PeriodUnit, 
/**
 * How much data in bytes, as decimal text; absent where it is not given in a known unit.
 */
bytes: string | null, 
/**
 * How much data as the service writes it, where `bytes` is absent; absent where it says nothing readable.
 */
dataTold: string | null, 
/**
 * The countries in which it works.
 */
footprint: Array<string>, 
/**
 * The countries in which it is sold, empty where the service lists none that can be read; absent where it is sold
 * everywhere.
 */
soldIn: Array<string> | null, 
/**
 * One price a currency, sorted by the currency's code; may be empty.
 */
prices: Array<MoneyView>, 
/**
 * How many more prices the service gives, which are no amounts or in no known currency.
 */
pricesLeftOut: number, 
/**
 * In the service's words; absent where it has none.
 */
region: string | null, 
/**
 * Fields that say something of which nothing could be read; of the countries, not all.
 */
unread: Array<UnreadField>, };

export type OrderField = "product" | "country" | "customer" | "firstName" | "lastName" | "residence" | "model" | "eid" | "iccid" | "activationDate" | "price" | "currency";

export type OrderFieldError = "empty" | "tooLong" | "tooShort" | "notReadable" | "unknown" | "inThePast" | "notPositive" | "notWhole" | "ambiguous" | "tooManyPlaces" | "otherCurrency" | "tooLarge" | "onlyIos";

export type SimNumberAdvice = "length" | "checkDigit";

export type CheckSimNumber = { 
/**
 * The text of the field; more than 200 characters are no number.
 */
text: string, };

export type SimNumberView = { 
/**
 * The digits, when it is one.
 */
digits: string | null, 
/**
 * In groups of four, for reading aloud; as typed where it is none.
 */
shown: string, 
/**
 * Observations that warn.
 */
advice: Array<SimNumberAdvice>, 
/**
 * The error, when it is none.
 */
error: OrderFieldError | null, };

export type PrepareNewEsim = { connection: ConnectionKey, 
/**
 * The id of the product.
 */
product: string, 
/**
 * The country in which the customer is, ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * The e-mail address or other identifier of the customer, at most 320 characters.
 */
customer: string, 
/**
 * At most 100 characters; may be empty.
 */
firstName: string, 
/**
 * At most 100 characters; may be empty.
 */
lastName: string, 
/**
 * ISO 3166-1 alpha-2; may be empty.
 */
residence: string, deviceKind: DeviceKindView, 
/**
 * At most 100 characters; may be empty.
 */
model: string, 
/**
 * For an iPhone or iPad, where the eSIM is to be pushed; may be empty.
 */
eid: string, 
/**
 * A day as `2026-11-29`; empty for at once.
 */
activationDate: string, 
/**
 * As typed, net of sales tax; empty for the service's own price.
 */
price: string, 
/**
 * The amount of the reading that a person chose, where the price has several; absent where nobody was asked.
 */
priceMeant: string | null, 
/**
 * ISO 4217; empty where there is no price.
 */
currency: string, };

export type PrepareEsimTopUp = { connection: ConnectionKey, 
/**
 * The id of the product.
 */
product: string, 
/**
 * The country in which the customer is, ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * As typed, pasted or scanned, at most 200 characters.
 */
iccid: string, };

export type PreparedEsimOrder = { "outcome": "checked", 
/**
 * All that the person is asked.
 */
confirmation: EsimConfirmationView, } | { "outcome": "invalid", 
/**
 * The errors, field by field, in the order of the form.
 */
errors: Array<OrderErrorView>, };

export type OrderErrorView = { field: OrderField, error: OrderFieldError, 
/**
 * What an ambiguous price may mean, at least one; empty for every other error.
 */
readings: Array<MoneyView>, };

export type EsimConfirmationView = { 
/**
 * Given back with the yes; good for one sale, however often it is sent.
 */
intent: string, product: ProductView, 
/**
 * The price that the order names; absent where the service's own price holds.
 */
price: MoneyView | null, 
/**
 * The service's own prices, where the order names none.
 */
listPrices: Array<MoneyView>, 
/**
 * The country in which the customer is.
 */
country: string, 
/**
 * The customer of a new eSIM.
 */
customer: OrderCustomerView | null, 
/**
 * The device of a new eSIM.
 */
device: OrderDeviceView | null, 
/**
 * The SIM of a top-up, in digits.
 */
iccid: string | null, 
/**
 * What is unusual about the ICCID or the EID.
 */
advice: Array<SimNumberAdvice>, 
/**
 * The day from which it runs; absent for at once.
 */
activationDate: string | null, 
/**
 * How many subscriptions of the SIM are active; absent where that is not known.
 */
activeSubscriptions: number | null, 
/**
 * Whether the SIM has as many active subscriptions as the service allows: the order will be refused.
 */
isFull: boolean, 
/**
 * Whether the SIM was unavailable when it was looked up.
 */
isUnavailable: boolean, 
/**
 * Why the SIM of a top-up or its subscriptions could not be looked up; absent where they were.
 */
simError: ErrorView | null, 
/**
 * Sales of this product to this customer or SIM in the last 24 hours, newest first: sending wants a reason when
 * there are any.
 */
recent: Array<SaleView>, 
/**
 * Such sales of every age of which nobody knows the end, whatever their price: sending wants the override when
 * there are any.
 */
doubts: Array<SaleView>, };

export type OrderCustomerView = { 
/**
 * E-mail address or other identifier.
 */
identifier: string, firstName: string | null, lastName: string | null, 
/**
 * ISO 3166-1 alpha-2.
 */
residence: string | null, };

export type OrderDeviceView = { deviceKind: DeviceKindView, model: string | null, 
/**
 * The EID in digits.
 */
eid: string | null, };

export type SendEsimOrder = { 
/**
 * The id of the confirmation.
 */
intent: string, 
/**
 * Why it is sent again within 24 hours; at most 500 characters.
 */
repeatReason: string | null, 
/**
 * The sales in doubt, by id, whose risk the person accepted.
 */
overrideDoubts: Array<string>, };

export type SimStatusView = "released" | "downloaded" | "installed" | "unavailable" | "other";

export type SubscriptionStatusView = "pending" | "active" | "depleted" | "expired" | "unknown";

export type UnreadField = "description" | "period" | "data" | "footprint" | "soldIn" | "status" | "eid" | "lastModified" | "product" | "iccid" | "usage" | "created" | "activated" | "expires" | "renewal";

export type CodeFileFormat = "png" | "pdf";

export type ForSim = { connection: ConnectionKey, 
/**
 * As typed, pasted or scanned, at most 200 characters.
 */
iccid: string, };

export type SimView = { 
/**
 * The ICCID, in digits alone.
 */
iccid: string, status: SimStatusView, 
/**
 * The service's own word for the status, plain and bounded.
 */
statusWord: string, 
/**
 * In digits; absent where it is on no device, or unreadable.
 */
eid: string | null, 
/**
 * When it last changed.
 */
lastModified: string | null, 
/**
 * In the service's order.
 */
subscriptions: Array<SubscriptionView>, 
/**
 * How many subscriptions could not be read.
 */
subscriptionsLeftOut: number, 
/**
 * The most subscriptions that may be active on one SIM.
 */
mostActive: number, 
/**
 * The addresses that the service notifies; absent where the list could not be read.
 */
notifications: Array<NotificationView> | null, 
/**
 * Why the list of addresses could not be read.
 */
notificationsError: ErrorView | null, 
/**
 * How many addresses could not be read.
 */
notificationsLeftOut: number, 
/**
 * When the service said all this.
 */
at: string, 
/**
 * Fields that say something that could not be read.
 */
unread: Array<UnreadField>, };

export type SubscriptionView = { id: string, status: SubscriptionStatusView, 
/**
 * The name of the product, in the service's words.
 */
product: string, productId: string | null, 
/**
 * The ICCID, in digits alone.
 */
iccid: string | null, 
/**
 * Bytes as decimal text; absent where the service does not say.
 */
initialBytes: string | null, 
/**
 * Bytes as decimal text; absent where the service does not say.
 */
spentBytes: string | null, createdAt: string | null, activatedAt: string | null, expiresAt: string | null, 
/**
 * Whether it begins anew by itself; absent where the service does not say.
 */
renews: boolean | null, 
/**
 * Fields that say something that could not be read.
 */
unread: Array<UnreadField>, };

export type NotificationView = { 
/**
 * The service's word: `SUBSCRIPTION_END`, `USAGE_THRESHOLD`, or one that is shown as it is.
 */
event: string, address: string, };

export type ForActivationCode = { connection: ConnectionKey, 
/**
 * The ICCID, in digits alone.
 */
iccid: string, };

export type ActivationCodeView = { 
/**
 * The ICCID, in digits alone.
 */
iccid: string, 
/**
 * Where the SIM stands now: shown for released, warned about for downloaded and installed; there is no code for
 * an unavailable one.
 */
status: SimStatusView, 
/**
 * `LPA:1$…`, as it stands in the QR code; absent where no code is to be shown.
 */
text: string | null, 
/**
 * The address of the server, for entry by hand.
 */
server: string | null, 
/**
 * The activation code without the server, for entry by hand.
 */
matchingId: string | null, 
/**
 * The QR code: one row of `0` and `1` a line, 1 for black, without the quiet zone.
 */
rows: Array<string>, 
/**
 * Opens the installation on an iPhone.
 */
appleLink: string | null, 
/**
 * Opens the installation on Android.
 */
androidLink: string | null, };

export type SaveActivationCode = { connection: ConnectionKey, 
/**
 * The ICCID, in digits alone.
 */
iccid: string, format: CodeFileFormat, 
/**
 * The words of the page in the person's language, a line each; at most 30 lines of 200 characters. A picture has
 * none.
 */
lines: Array<string>, };

export type SavedFile = { 
/**
 * The file's name without its folder; absent where the person chose none.
 */
name: string | null, };

export type ChangeOutcome = { "outcome": "made" } | { "outcome": "unknown", 
/**
 * The fate of the answer.
 */
error: ErrorView, };

export type ChangeEid = { connection: ConnectionKey, 
/**
 * The ICCID, in digits alone.
 */
iccid: string, 
/**
 * As typed, pasted or scanned, at most 200 characters.
 */
eid: string, };

export type ForSubscription = { connection: ConnectionKey, subscription: string, };

export type SetNotification = { connection: ConnectionKey, 
/**
 * The ICCID, in digits alone.
 */
iccid: string, 
/**
 * `SUBSCRIPTION_END` or `USAGE_THRESHOLD`, or another word of the service.
 */
event: string, 
/**
 * An `https` address, at most 2,048 characters.
 */
address: string, };

export type RemoveNotification = { connection: ConnectionKey, 
/**
 * The ICCID, in digits alone.
 */
iccid: string, 
/**
 * The service's word.
 */
event: string, };

export type SearchSubscriptions = { connection: ConnectionKey, 
/**
 * The customer's e-mail address or identifier; may be empty.
 */
customer: string, 
/**
 * As typed, pasted or scanned; may be empty.
 */
iccid: string, 
/**
 * The id of a product; may be empty.
 */
product: string, 
/**
 * Subscriptions from this day on, `2026-11-29`; may be empty. The service does not document which date of theirs
 * it means.
 */
after: string, 
/**
 * Subscriptions before this day, `2026-11-29`; may be empty.
 */
before: string, 
/**
 * The `next` of the page before; absent for the first page.
 */
page: string | null, };

export type SubscriptionPage = { 
/**
 * In the service's order.
 */
subscriptions: Array<SubscriptionView>, 
/**
 * How many subscriptions of this page could not be read.
 */
leftOut: number, 
/**
 * Pass it back for the next page; absent at the end.
 */
next: string | null, };

export type CustomerTypeView = "personal" | "business";

export type CustomerField = "email" | "firstName" | "lastName" | "language" | "residence" | "phone" | "currency" | "companyName" | "companyNumber" | "jobTitle" | "billing" | "shipping" | "type" | "whole";

export type LookUpCustomer = { connection: ConnectionKey, 
/**
 * The e-mail address or identifier, at most 320 characters.
 */
email: string, };

export type FoundCustomer = { customer: CustomerView | null, };

export type CustomerView = { 
/**
 * The service's own id; absent where it says none, and then nothing can be changed.
 */
id: string | null, fields: CustomerFields, 
/**
 * Fields that say something that could not be read, of an address in part; their texts are empty, and nothing of
 * them is sent where they stay so.
 */
unread: Array<CustomerField>, };

export type CustomerFields = { customerType: CustomerTypeView, email: string, firstName: string, lastName: string, 
/**
 * As the service writes it: `en`.
 */
language: string, 
/**
 * ISO 3166-1 alpha-2.
 */
residence: string, phone: string, 
/**
 * Three letters of ISO 4217.
 */
currency: string, 
/**
 * Of a business alone.
 */
companyName: string, 
/**
 * Of a business alone.
 */
companyNumber: string, 
/**
 * Of a business alone.
 */
jobTitle: string, billing: AddressView, shipping: AddressView, };

export type AddressView = { line1: string, line2: string, city: string, state: string, postCode: string, 
/**
 * As the service writes it: often a full name.
 */
country: string, };

export type CreateCustomer = { connection: ConnectionKey, fields: CustomerFields, };

export type ChangeCustomer = { connection: ConnectionKey, 
/**
 * The customer as they were shown.
 */
before: CustomerView, after: CustomerFields, };

export type KeptCustomer = { "outcome": "kept", 
/**
 * As the service knows them now; where it does not say, as entered.
 */
customer: CustomerView, } | { "outcome": "invalid", 
/**
 * The errors, field by field.
 */
errors: Array<CustomerError>, 
/**
 * The refusal itself; absent where the till found the errors and asked nobody.
 */
refusal: ErrorView | null, } | { "outcome": "unknown", 
/**
 * The fate of the answer.
 */
error: ErrorView, };

export type CustomerError = { field: CustomerField, 
/**
 * The service's own words, plain and bounded; empty where the till found it.
 */
message: string, };

export type ForCustomer = { connection: ConnectionKey, 
/**
 * The service's own id.
 */
customer: string, };

export type PaymentMethods = { 
/**
 * In the service's order.
 */
methods: Array<PaymentMethodView>, 
/**
 * How many of them could not be read.
 */
leftOut: number, };

export type PaymentMethodView = { 
/**
 * Absent in every documented list: only one that has it can be removed.
 */
id: string | null, 
/**
 * In the service's words.
 */
name: string, 
/**
 * In the service's words.
 */
kind: string, 
/**
 * The last digits of a card; may be empty.
 */
lastDigits: string, 
/**
 * `11/2027`; empty where the service does not say.
 */
expires: string, 
/**
 * Whether something of it could not be read.
 */
unread: boolean, };

export type RemovePaymentMethod = { connection: ConnectionKey, 
/**
 * The service's own id.
 */
customer: string, 
/**
 * The id of the way to pay.
 */
method: string, };

export type EsimTroubles = { 
/**
 * In the order in which they are shown.
 */
rows: Array<EsimTroubleView>, 
/**
 * Customers and SIMs with which one order meets a trouble, without any switch.
 */
samples: Array<EsimSampleView>, };

export type EsimTroubleView = { 
/**
 * Stable word for it, worded by the message files.
 */
code: string, on: boolean, };

export type EsimSampleView = { 
/**
 * Stable word for the effect, worded by the message files.
 */
code: string, 
/**
 * The identifier of a customer, or the ICCID of a SIM.
 */
text: string, 
/**
 * Whether it is the ICCID of a SIM.
 */
isIccid: boolean, };

export type SwitchEsimTrouble = { code: string, on: boolean, };

export type ForLanguage = { 
/**
 * As `en`, `fr` or `ar`; at most 35 characters.
 */
language: string, };

export type ForUpdate = { 
/**
 * As `1.2.3`.
 */
version: string, };

export type SetUpdatePolicy = { checks: boolean, 
/**
 * The address of the list on the company's own server, as typed: `https`, at most 2,048 characters. Absent or
 * empty: the publisher's.
 */
server: string | null, };

/** The one name under which every event travels. */
export const EVENT_NAME = "airtill";

/** The sizes of text that there are, in percent, smallest first. */
export const TEXT_SIZES = [100, 110, 125, 150, 175, 200] as const;

/** Every command: what it takes and what it gives. */
export interface Commands {
  /** Everything the first screen needs. */
  start: { request: Empty; answer: StartView };
  /** Starts the practice service if need be and signs its made-up clerk in. */
  practise: { request: Empty; answer: ConnectionView };
  /** Opens a second connection to the float of the practice service, signed in as the first. */
  practise_twice: { request: Empty; answer: ConnectionView };
  /** The numbers that cause each outcome in practice. */
  troubles: { request: Empty; answer: TroubleList };
  /** The float of the practice service as it really is. */
  float_troubles: { request: Empty; answer: FloatTroubles };
  /** Does something to the float of the practice service. */
  cause_float_trouble: { request: CauseFloatTrouble; answer: FloatTroubles };
  /** Lets the person choose a connection file and reads it. */
  choose_connection_file: { request: Empty; answer: MaybePreview };
  /** Reads a connection file that was dropped on the window. */
  read_connection_file: { request: ReadConnectionFile; answer: ImportPreview };
  /** Lines up connection files that were read, and takes away the one that was answered. */
  line_up_imports: { request: LineUpImports; answer: ImportsInLine };
  /** Stores the connection that was shown. */
  confirm_import: { request: ConfirmImport; answer: ConnectionView };
  /** Removes a connection and its sign-in; its ledger stays. */
  remove_connection: { request: ForConnection; answer: Nothing };
  /** Signs in by user name and password. */
  sign_in_with_password: { request: SignInWithPassword; answer: ConnectionView };
  /** Forgets everything local, then revokes at the service; the connection says how that ended. */
  sign_out: { request: ForConnection; answer: ConnectionView };
  /** Begins a sign-in through the system browser; events report its progress. */
  begin_browser_sign_in: { request: BeginBrowserSignIn; answer: BrowserSignInView };
  /** Begins a sign-in through the system browser that tests the connection and stores nothing. */
  begin_sign_in_test: { request: BeginBrowserSignIn; answer: BrowserSignInView };
  /** Where the sign-in through the browser stands; its end is reported once. */
  browser_sign_in: { request: ForConnection; answer: BrowserSignInView };
  /** Waits for the browser another five minutes. */
  more_sign_in_time: { request: ForConnection; answer: BrowserSignInView };
  /** Asks the system for the browser again. */
  open_browser_again: { request: ForConnection; answer: BrowserSignInView };
  /** The address of the sign-in, to be copied by the person. */
  sign_in_address: { request: ForConnection; answer: SignInAddress };
  /** Takes the answer from the person's hand. */
  paste_sign_in_answer: { request: PasteSignInAnswer; answer: BrowserSignInView };
  /** The person's word that the sign-in, and those after it, go on without PKCE, which the service refuses. */
  go_on_without_pkce: { request: ForConnection; answer: BrowserSignInView };
  /** Signs in with PKCE again from now on. */
  switch_pkce_on: { request: ForConnection; answer: ConnectionView };
  /** Opens the service's own page in the browser, where the person may still be signed in. */
  open_service_page: { request: ForConnection; answer: Nothing };
  /** A person's answer to *Is this you?* */
  confirm_sign_in: { request: ConfirmSignIn; answer: BrowserSignInView };
  /** Ends the sign-in through the browser, at any stage. */
  cancel_browser_sign_in: { request: ForConnection; answer: BrowserSignInView };
  /** Stores or removes the client secret of a connection. */
  set_client_secret: { request: SetClientSecret; answer: ConnectionView };
  /** Signs in as a client: stores its id and secret, and asks for a token with them. */
  sign_in_as_client: { request: SignInAsClient; answer: ConnectionView };
  /** Looks at a connection from host to client, for the administrator. */
  test_connection: { request: ForConnection; answer: ConnectionTestView };
  /** The certificate with which this computer answers a browser over HTTPS. */
  listener_certificate: { request: ForConnection; answer: ListenerCertificate };
  /** Has this person's browsers trust that certificate. */
  trust_certificate: { request: ForConnection; answer: ListenerCertificate };
  /** Takes that trust back. */
  distrust_certificate: { request: ForConnection; answer: ListenerCertificate };
  /** Asks the service who is signed in. */
  refresh_person: { request: ForConnection; answer: ConnectionView };
  /** Looks for one user of the company's accounts. */
  look_up_user: { request: LookUpUser; answer: FoundUser };
  /** Makes an account, asking the service once. */
  create_user: { request: CreateUser; answer: CreatedUser };
  /** The countries that the company's accounts know, asked for if that is possible now. */
  countries: { request: ForConnection; answer: CountryList };
  /** The troubles of the practice accounts, and which are on. */
  sign_in_troubles: { request: Empty; answer: SignInTroubles };
  /** Switches a trouble of the practice accounts. */
  switch_sign_in_trouble: { request: SwitchSignInTrouble; answer: SignInTroubles };
  /** Reads the float now. */
  refresh_float: { request: ForConnection; answer: ConnectionView };
  /** Tries the keyring again. */
  retry_keyring: { request: Empty; answer: StartView };
  /** Holds sign-ins in memory only, from now on. */
  remember_nothing: { request: Empty; answer: StartView };
  /** Signs everybody out here, and deletes vault, keys and logs; ledgers and connections stay. */
  forget_this_computer: { request: Empty; answer: ForgetReport };
  /** Shows everything in this size from now on, also after the next start; the answer holds the size that it is. */
  set_text_size: { request: TextSize; answer: TextSize };
  /** The build of the program that runs. */
  about: { request: Empty; answer: AboutView };
  /** Asks the system about the signature of the program's file. */
  signature: { request: Empty; answer: SignatureView };
  /** The licences of everything that the program has inside. */
  licences: { request: Empty; answer: LicencesView };
  /** How this copy gets new versions, and how far the next one has come. Nothing is asked of a server. */
  updates: { request: ForLanguage; answer: UpdatesView };
  /** Checks for updates now, whatever was set about checks. */
  check_for_updates: { request: ForLanguage; answer: UpdatesView };
  /** Begins to fetch a new version, which is then installed at the next start; events report its progress. */
  fetch_update: { request: ForUpdate; answer: UpdatesView };
  /** Ends the fetching, and removes a new version that waits for the next start. */
  drop_update: { request: Empty; answer: UpdatesView };
  /** Installs the new version that is here: the till closes and starts again. */
  install_update: { request: ForUpdate; answer: UpdatesView };
  /** Sets whether and where the till checks for updates; only a supervisor may. */
  set_update_policy: { request: SetUpdatePolicy; answer: UpdatesView };
  /** Writes down that the page could not be drawn. */
  window_failed: { request: WindowFailed; answer: NotedFailure };
  /** The till's reading of a number while it is typed. */
  check_number: { request: CheckNumber; answer: NumberView };
  /** The till's reading of an amount while it is typed. */
  check_amount: { request: CheckAmount; answer: AmountView };
  /** Checks an order and prepares its confirmation. */
  prepare_top_up: { request: PrepareTopUp; answer: ConfirmationView };
  /** Sends the confirmed order, once, however often it is called. */
  send_top_up: { request: SendTopUp; answer: SaleView };
  /** The outcome of a confirmed order, once there is one; it sends nothing. */
  await_top_up: { request: ForIntent; answer: SaleView };
  /** Takes the wish to close back. */
  stay_open: { request: Empty; answer: Nothing };
  /** The limits of the company, and what today has sold of them. */
  limits: { request: ForLimits; answer: LimitsView };
  /** Opens the system's dialog in which the page is printed as it stands. */
  print_page: { request: Empty; answer: Nothing };
  /** The last sales of a connection. */
  last_sales: { request: LastSales; answer: SaleList };
  /** The orders of a connection whose outcome is to come, all of them. */
  open_orders: { request: ForConnection; answer: SaleList };
  /** A page of the history. */
  search_history: { request: SearchHistory; answer: HistoryPage };
  /** One sale with its timeline. */
  sale_detail: { request: ForSale; answer: SaleDetail };
  /** Gathers evidence for a sale in doubt now. */
  gather_evidence: { request: ForSale; answer: SaleView };
  /** Records a person's word on a sale whose end the till cannot know. */
  say_what_happened: { request: SayWhatHappened; answer: SaleView };
  /** Declares anew that only this till uses the float, after something contradicted it. */
  declare_again: { request: ForConnection; answer: ConnectionView };
  /** Records that somebody looked at notices. */
  see_notices: { request: SeeNotices; answer: ConnectionView };
  /** Starts the practice service for eSIMs if need be and signs in there. */
  practise_esim: { request: Empty; answer: ConnectionView };
  /** The troubles of the practice service for eSIMs, and which are on. */
  esim_troubles: { request: Empty; answer: EsimTroubles };
  /** Switches a trouble of the practice service for eSIMs. */
  switch_esim_trouble: { request: SwitchEsimTrouble; answer: EsimTroubles };
  /** The products that can be sold; offline the last list, with its age. */
  catalogue: { request: ForCatalogue; answer: CatalogueView };
  /** The till's reading of an ICCID while it is typed. */
  check_iccid: { request: CheckSimNumber; answer: SimNumberView };
  /** The till's reading of an EID while it is typed. */
  check_eid: { request: CheckSimNumber; answer: SimNumberView };
  /** Checks the order of a new eSIM and prepares its confirmation. */
  prepare_new_esim: { request: PrepareNewEsim; answer: PreparedEsimOrder };
  /** Checks the order of more data for a SIM and prepares its confirmation. */
  prepare_esim_top_up: { request: PrepareEsimTopUp; answer: PreparedEsimOrder };
  /** Sends the confirmed order, once, however often it is called. */
  send_esim_order: { request: SendEsimOrder; answer: SaleView };
  /** The outcome of a confirmed order, once there is one; it sends nothing. */
  await_esim_order: { request: ForIntent; answer: SaleView };
  /** Asks the service now how an order that it accepted stands. */
  ask_about_order: { request: ForSale; answer: SaleView };
  /** A SIM with what it may use. */
  look_up_sim: { request: ForSim; answer: SimView };
  /** The code with which a device installs an eSIM. */
  activation_code: { request: ForActivationCode; answer: ActivationCodeView };
  /** Saves an activation code where the person chooses. */
  save_activation_code: { request: SaveActivationCode; answer: SavedFile };
  /** Names another device for a SIM that is not installed. */
  change_eid: { request: ChangeEid; answer: ChangeOutcome };
  /** Has the service call an address when something happens to a SIM. */
  set_notification: { request: SetNotification; answer: ChangeOutcome };
  /** Ends the calls for one kind of event. */
  remove_notification: { request: RemoveNotification; answer: ChangeOutcome };
  /** One subscription with its usage. */
  subscription: { request: ForSubscription; answer: SubscriptionView };
  /** Starts a subscription that has not begun. */
  activate_subscription: { request: ForSubscription; answer: ChangeOutcome };
  /** A page of the subscriptions that fit. */
  search_subscriptions: { request: SearchSubscriptions; answer: SubscriptionPage };
  /** Looks for a customer. */
  look_up_customer: { request: LookUpCustomer; answer: FoundCustomer };
  /** Makes a customer, asking the service once. */
  create_customer: { request: CreateCustomer; answer: KeptCustomer };
  /** Changes a customer. */
  change_customer: { request: ChangeCustomer; answer: KeptCustomer };
  /** The ways in which a customer pays. */
  payment_methods: { request: ForCustomer; answer: PaymentMethods };
  /** Removes a way to pay. */
  remove_payment_method: { request: RemovePaymentMethod; answer: ChangeOutcome };
}

// Every state of the window, made together and once: `main.ts` makes one for the window, and each test one of its own.
// Screens get at it through the context that `App.svelte` provides. States know each other by their constructors.
import { getContext, setContext } from "svelte";
import type { SaleView } from "../ipc/generated";
import { Countries } from "./accounts/countries.svelte";
import { Connections } from "./connection/connections.svelte";
import { Importing } from "./connection/importing.svelte";
import { Notices } from "./connection/notices.svelte";
import { Sessions } from "./connection/sessions.svelte";
import { Customers } from "./esim/customers.svelte";
import { Sims } from "./esim/sims.svelte";
import { SubscriptionSearch } from "./esim/subscription-search.svelte";
import { Catalogue } from "./esim/catalogue.svelte";
import { EsimSelling } from "./esim/selling.svelte";
import { Announcer } from "./frame/announce.svelte";
import { Dialogs } from "./frame/dialogs.svelte";
import { Navigation } from "./frame/navigation.svelte";
import { Records } from "./frame/records.svelte";
import { Routes } from "./frame/routes.svelte";
import { TextSize } from "./frame/text-size.svelte";
import { Theme } from "./frame/theme.svelte";
import { UnderWayNow } from "./frame/under-way.svelte";
import { Updates } from "./frame/updates.svelte";
import { EsimTroubles } from "./practice/esim-troubles.svelte";
import { FloatTroubles } from "./practice/float-troubles.svelte";
import { SignInTroubles } from "./practice/sign-in-troubles.svelte";
import { Troubles } from "./practice/troubles.svelte";
import { Alerts } from "./sale/alerts.svelte";
import { Floats } from "./sale/floats.svelte";
import { SalesHistory } from "./sale/history.svelte";
import { SaleInView } from "./sale/sale-in-view.svelte";
import { SaleNews } from "./sale/sale-news.svelte";
import { TopUp } from "./sale/top-up.svelte";
import { BrowserSignIns } from "./sign_in/browser-sign-in.svelte";

export class AppState {
  readonly announcer = new Announcer();
  readonly dialogs = new Dialogs();
  readonly theme = new Theme();
  readonly navigation = new Navigation(this.announcer);
  readonly connections = new Connections();
  /** The first that hears an event after the connections: the screen has changed when the others hear it. */
  readonly routes = new Routes(this.connections, this.navigation);
  readonly sessions = new Sessions(this.connections, this.navigation, this.routes, this.announcer);
  readonly importing = new Importing(this.connections, this.navigation, this.routes);
  readonly notices = new Notices(this.connections);
  readonly records = new Records(this.connections, this.announcer);
  readonly browserSignIns = new BrowserSignIns(this);
  readonly textSize = new TextSize(this.announcer, this.connections);
  readonly updates = new Updates(this.announcer, this.connections);
  readonly alerts = new Alerts(this.connections);
  readonly floats = new Floats(this.connections);
  readonly saleNews = new SaleNews(this.connections, this.announcer);
  readonly salesHistory = new SalesHistory(this.connections, (sale) => this.inView(sale));
  readonly topUp = new TopUp(this);
  readonly catalogue = new Catalogue();
  readonly esimSelling = new EsimSelling(this);
  readonly underWay = new UnderWayNow(this);
  readonly countries = new Countries();
  readonly troubles = new Troubles();
  readonly floatTroubles = new FloatTroubles(this.announcer, this.connections);
  readonly signInTroubles = new SignInTroubles();
  readonly sims = new Sims(this.announcer, this.connections);
  readonly subscriptionSearch = new SubscriptionSearch(this.announcer);
  readonly customers = new Customers(this.announcer, this.connections);
  readonly esimTroubles = new EsimTroubles();

  /** Asks the till for what it has, and follows it. Resolves with what ends that. */
  async begin(): Promise<() => void> {
    const stop = await this.connections.begin();
    this.routes.showPendingImport();
    return stop;
  }

  /** The state of a sale that a person looks at. */
  readonly inView = (sale: SaleView): SaleInView => new SaleInView(sale, this);
}

/** Under which the states are in the context. Tests provide them with it. */
export const APP_STATE = Symbol("the states of the window");

/** Provides the states to every component below. */
export function provideAppState(app: AppState): void {
  setContext(APP_STATE, app);
}

/** The states of the window that a component belongs to. Called while the component is made. */
export function appState(): AppState {
  return getContext<AppState>(APP_STATE);
}

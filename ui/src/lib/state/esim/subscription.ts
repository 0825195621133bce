// What two answers of the service say of one subscription: a list leaves out its balances, a single answer its creation.
import type { SubscriptionView, UnreadField } from "../../ipc/generated";

/** A subscription with the time at which the service said so. */
export type AskedFor = { at: string; subscription: SubscriptionView };

/** A subscription that the service has just described. */
export const toldNow = (subscription: SubscriptionView): AskedFor => ({ at: new Date().toISOString(), subscription });

/** The list with the next page of it. Where rows moved between two pages, none is shown twice. */
export function continued(all: readonly AskedFor[], page: readonly SubscriptionView[]): AskedFor[] {
  const known = new Set(all.map(({ subscription }) => subscription.id));
  return [...all, ...page.filter(({ id }) => !known.has(id) && known.add(id)).map(toldNow)];
}

/** The older answer's words about these are not kept, so neither is that it could not be read. */
const OF_THE_NEWER: ReadonlySet<UnreadField> = new Set(["status", "usage"]);

/** The newer answer, and of the older one what the newer does not say. Its usage is that of its own time. */
export function merged(older: SubscriptionView, newer: SubscriptionView): SubscriptionView {
  return {
    ...newer,
    product: newer.product || older.product,
    productId: newer.productId ?? older.productId,
    iccid: newer.iccid ?? older.iccid,
    createdAt: newer.createdAt ?? older.createdAt,
    activatedAt: newer.activatedAt ?? older.activatedAt,
    expiresAt: newer.expiresAt ?? older.expiresAt,
    renews: newer.renews ?? older.renews,
    unread: [...newer.unread, ...older.unread.filter((field) => !OF_THE_NEWER.has(field))],
  };
}

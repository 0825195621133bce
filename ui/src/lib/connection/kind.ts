// What is done through a connection: airtime is sold from a float, eSIMs are sold without one, and the company's
// accounts sell nothing.
import { t } from "../i18n";
import type { ApiView, ConnectionView, EnvironmentView, ImportPreview } from "../ipc/generated";

export const sellsEsims = ({ api }: Pick<ConnectionView, "api">): boolean => api === "truphoneConnect";

/** Whether airtime is sold through it, so that it has a float. */
export const sellsAirtime = (connection: Pick<ConnectionView, "api" | "sells">): boolean =>
  connection.sells && !sellsEsims(connection);

/** Whether there is a till for it. */
export const hasTill = (connection: Pick<ConnectionView, "api" | "sells">): boolean =>
  connection.sells || sellsEsims(connection);

/** Truphone's own host: its production and its pre-production take the same keys there. */
const TRUPHONE = "services.truphone.com";

/** The service of a connection, and where it is. */
export type ServiceAt = { api: ApiView; host: string };

/** The environment in words. Of Truphone's own host it is also said which of the two it is. */
export function environmentWord(environment: EnvironmentView, service?: ServiceAt): string {
  if (service && sellsEsims(service) && service.host.toLowerCase() === TRUPHONE) {
    if (environment === "live") return t("frame.environment.production");
    if (environment === "test") return t("frame.environment.preProduction");
  }
  return t(`frame.environment.${environment}`);
}

/** What it means to work in the environment of a file that is to be added. */
export function environmentHint({ api, environment }: Pick<ImportPreview, "api" | "environment">): string {
  return sellsEsims({ api }) ? t(`esim.environment.${environment}`) : t(`import.environment.${environment}Hint`);
}

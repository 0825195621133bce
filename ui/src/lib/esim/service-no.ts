// The no of the eSIM service. It documents 403 for another client's resource, and nothing for an unknown one, which may
// be answered with 403, 404 or 400; a role that may not do something is answered with 403 as well.
import type { ErrorCode, ErrorView } from "../ipc/generated";

const NO: ReadonlySet<ErrorCode> = new Set(["denied", "notFound", "turnedDown"]);

/** Whether the service said no without telling its reason. */
export const saysNo = (error: ErrorView): boolean => NO.has(error.code);

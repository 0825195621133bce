// Waits until every answer that was given has been taken.
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

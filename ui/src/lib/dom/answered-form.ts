// Where the focus goes once a form was answered. The answer may come late: a person may type, or scan, into another
// field by then, and the rest of that number must not run into this one.

/** Whether a person is still at the form that was submitted, or nowhere: an answer to it may place the focus then. */
export function isStillAt({ target: form }: SubmitEvent): boolean {
  const { activeElement: focused } = document;
  return focused === null || focused === document.body || (form instanceof Node && form.contains(focused));
}

/** Hears of the errors that reach Next. */
export function onRequestError(error) {
  globalThis.reported ??= []
  globalThis.reported.push(error.message)
}

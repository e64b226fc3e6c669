/**
 * What lies on the counter. A cart may hold other numbers too: they are products without a name.
 *
 * @module
 */

/** Something on the counter. */
export interface Product {
  /** The number on its tag. */
  readonly id: number
  /** What it is. */
  readonly name: string
  /** What to know about it. */
  readonly description: string
  /** What it costs, in cents. */
  readonly cents: number
}

/** Everything on the counter, in the order of the tags. */
export const catalogue: readonly Product[] = [
  {
    id: 1,
    name: 'Opera glasses',
    description: 'Three times magnified, for the cheaper seats.',
    cents: 3900,
  },
  { id: 2, name: 'Programme', description: 'Tonight’s cast, and who stands in.', cents: 450 },
  { id: 3, name: 'Folding fan', description: 'Silent, even in the third act.', cents: 1200 },
  {
    id: 4,
    name: 'Umbrella',
    description: 'Black, like everyone else’s. Keep the tag.',
    cents: 2400,
  },
  { id: 5, name: 'Peppermints', description: 'In a tin that does not rattle.', cents: 320 },
  { id: 6, name: 'Silk scarf', description: 'Burgundy, to match the curtain.', cents: 4800 },
  {
    id: 7,
    name: 'Top hat',
    description: 'Folds flat. Please do, before you sit down.',
    cents: 8900,
  },
  { id: 8, name: 'Seat cushion', description: 'For operas of four hours and more.', cents: 1900 },
]

// A product id is written as a positive integer has to be: no sign, no leading zero, no exponent.
const positiveInteger = /^[1-9]\d*$/

/** Says whether a text from a URL can be a product's number. */
export function isProductId(text: string): boolean {
  return positiveInteger.test(text) && Number.isSafeInteger(Number(text))
}

/** Finds a product on the counter by the number in a cart. */
export function productOf(id: string): Product | undefined {
  return catalogue.find((product) => String(product.id) === id)
}

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

/** Writes an amount of cents as a price, for example `€4.50`. */
export function priceOf(cents: number): string {
  return euros.format(cents / 100)
}

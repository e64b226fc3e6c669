/**
 * A crowd of visitors of the shop, each with its own cookie jar, who come again and again, and what
 * they have seen.
 *
 * @module
 */

import { setTimeout as pause } from 'node:timers/promises'
import { type Visitor, visitorOf } from '../clients/cookie-jar.ts'
import { browserAccept, logIn } from '../shop/forms.ts'

/** Somebody in the crowd, and what they have seen. */
export interface Shopper {
  /** What they are called. */
  readonly name: string
  /** Whether they logged in under that name; the others are known by their cookie alone. */
  readonly isLoggedIn: boolean
  /** Their cookie jar. */
  readonly visitor: Visitor
  /** How many requests were answered with 200: each counts one visit. */
  counted: number
  /** The highest count of visits that an answer told. */
  highest: number
  /** How many requests were answered with 503: each may have counted one visit. */
  refused: number
}

/** The crowd. */
export interface Crowd {
  /** Everybody in it. */
  readonly shoppers: readonly Shopper[]
  /** What nobody should have seen: other answers, cookies on refusals, counts that went back. */
  readonly wrong: readonly string[]
  /** How long the slowest answer took, in milliseconds. */
  readonly slowest: number
  /** Resolves when something is so of at least so many of them (default: of all); 60 seconds at most. */
  sees(what: string, isSo: (shopper: Shopper) => boolean, least?: number): Promise<void>
  /** Sends everybody home, when their last requests are answered. */
  leave(): Promise<void>
}

// Between two requests of one visitor.
const restMilliseconds = 20

const page = { headers: { accept: browserAccept } }

// A password check takes longer than all visits of one shopper.
const everyFifth = 5

/**
 * Lets a crowd come again and again until it leaves; one in five has logged in before.
 *
 * @param size how many they are
 */
export async function crowdAt(origin: string, size: number): Promise<Crowd> {
  const shoppers = Array.from({ length: size }, (_, at): Shopper => {
    const seen = { counted: 0, highest: 0, refused: 0 }
    const isLoggedIn = at % everyFifth === 0
    return { name: `shopper-${at}`, isLoggedIn, visitor: visitorOf(origin), ...seen }
  })
  // One after the other: a password check keeps a whole core busy.
  for (const { visitor, name } of shoppers.filter(({ isLoggedIn }) => isLoggedIn)) {
    const { status } = await logIn(visitor, name)
    if (status !== 302) throw new Error(`${name} could not log in: ${status}`)
  }
  const wrong: string[] = []
  let slowest = 0
  let isOpen = true

  async function visit(shopper: Shopper): Promise<void> {
    const begun = performance.now()
    const response = await shopper.visitor.fetch('/visits', page)
    const text = await response.text()
    slowest = Math.max(slowest, performance.now() - begun)
    if (response.status === 503) {
      shopper.refused += 1
      if (response.headers.getSetCookie().length > 0) wrong.push(`${shopper.name}: a new cookie`)
      return
    }
    const visits = Number(/You have visited (\d+) times/.exec(text)?.[1])
    if (response.status !== 200 || !(visits > shopper.highest)) {
      wrong.push(`${shopper.name}: ${response.status}, ${visits} after ${shopper.highest}`)
    }
    shopper.counted += 1
    shopper.highest = Math.max(shopper.highest, visits)
  }

  const days = shoppers.map(async (shopper) => {
    while (isOpen) {
      // A request that is not answered is the end of the process, which nothing else would show.
      await visit(shopper).catch((error: unknown) => {
        wrong.push(`${shopper.name}: no answer, ${error}`)
      })
      await pause(restMilliseconds)
    }
  })

  return {
    shoppers,
    wrong,
    get slowest() {
      return slowest
    },
    async sees(what, isSo, least = size) {
      const deadline = performance.now() + 60_000
      while (shoppers.filter(isSo).length < least) {
        if (performance.now() > deadline) {
          throw new Error(`${what}: only ${shoppers.filter(isSo).length} of ${least} shoppers`)
        }
        await pause(20)
      }
    },
    async leave() {
      isOpen = false
      await Promise.all(days)
    },
  }
}

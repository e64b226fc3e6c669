/**
 * Visitors of an app on a cluster whose masters are killed one after the other, and the account of
 * what was acknowledged and of what is left of it.
 *
 * @module
 */

import type { StoredSessions } from 'coatcheck'
import { type Data, Visitor } from '../stored/visitors.ts'

/** Somebody who stays, and counts visits. */
interface Regular {
  readonly visitor: Visitor
  readonly subject: string
  /** The last count that was acknowledged. */
  visits: number
  /** How many were acknowledged. */
  served: number
}

/** A session that somebody logged in to, and perhaps out of. */
interface Stay {
  readonly visitor: Visitor
  readonly subject: string
  readonly handle: string
  readonly isEnded: boolean
}

/** What was acknowledged, and how much of it a failover undid. */
export interface Account {
  /** Answers that acknowledged a write. */
  acknowledged: number
  /** Answers that refused one. */
  refused: number
  /** Counted visits that are not there any more. */
  lostVisits: number
  /** Acknowledged logins whose session is gone. */
  lostLogins: number
  /** Acknowledged logouts whose session lives. */
  undoneLogouts: number
  /** Sessions that live, but are missing in the list of their subject. */
  unlisted: number
  /** Sessions that a list shows although they were never begun, or do not live. */
  strange: number
  /** Sessions that live after all of their subject's were revoked. */
  unrevoked: number
}

/** Visitors that are under way. */
export interface FailoverWorld {
  /** What is known so far. */
  readonly account: Readonly<Account>
  /** Resolves when everybody who stays has had a visit acknowledged since; 60 seconds at most. */
  everybodyIsServed(): Promise<void>
  /** Resolves when so many more answers acknowledged or refused a write; 60 seconds at most. */
  more(what: 'acknowledged' | 'refused', count: number): Promise<void>
  /** Sends everybody home, looks what is left, revokes everything, and looks again. */
  settle(): Promise<void>
}

const regulars = 60
const passersBy = 15
const subjects = 10

let worlds = 0

/** Lets visitors come to an app. */
export async function failoverWorld(app: StoredSessions<Data>): Promise<FailoverWorld> {
  worlds += 1
  const names = Array.from({ length: subjects }, (_, at) => `world-${worlds}-subject-${at}`)
  const nameOf = (at: number): string => names[at % subjects] ?? ''
  const account: Account = {
    ...{ acknowledged: 0, refused: 0, lostVisits: 0, lostLogins: 0 },
    ...{ undoneLogouts: 0, unlisted: 0, strange: 0, unrevoked: 0 },
  }
  const stays: Stay[] = []
  const begun = new Set<string>()
  let isOpen = true

  function isWritten({ status }: Response): boolean {
    if (status !== 200 && status !== 503) throw new Error(`an answer of ${status}`)
    account[status === 200 ? 'acknowledged' : 'refused'] += 1
    return status === 200
  }

  async function loggedIn(visitor: Visitor, subject: string): Promise<string | undefined> {
    let handle = ''
    const answer = await visitor.visit((session) => {
      session.login(subject)
      handle = session.handle
    })
    // One that was refused may have begun all the same.
    begun.add(handle)
    return isWritten(answer) ? handle : undefined
  }

  const staying = await Promise.all(
    Array.from({ length: regulars }, async (_, at): Promise<Regular> => {
      const [visitor, subject] = [new Visitor(app), nameOf(at)]
      const handle = await loggedIn(visitor, subject)
      if (handle === undefined) throw new Error('a login failed before anything was killed')
      stays.push({ visitor, subject, handle, isEnded: false })
      return { visitor, subject, visits: 0, served: 0 }
    }),
  )

  async function count(regular: Regular): Promise<void> {
    const answer = await regular.visitor.visit((session) =>
      session.update((data) => {
        data.visits = (data.visits ?? 0) + 1
        return data.visits
      }),
    )
    if (!isWritten(answer)) return
    const visits = Number(await answer.text())
    account.lostVisits += Math.max(0, regular.visits + 1 - visits)
    regular.visits = visits
    regular.served += 1
  }

  async function passBy(at: number): Promise<void> {
    const [visitor, subject] = [new Visitor(app), nameOf(at)]
    const handle = await loggedIn(visitor, subject)
    if (handle === undefined) return
    const { cookie } = visitor
    const leaves = stays.length % 2 === 0
    const isEnded = leaves && isWritten(await visitor.visit((session) => session.logout()))
    // Whether a logout that was refused was carried out nobody knows.
    if (isEnded || !leaves)
      stays.push({ visitor: new Visitor(app, cookie), subject, handle, isEnded })
  }

  async function until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + 60_000
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`${what}: not within a minute`)
      await nextMoment()
    }
  }

  async function whileOpen(act: () => Promise<void>): Promise<void> {
    while (isOpen) {
      await act()
      await nextMoment()
    }
  }

  const days = [
    ...staying.map((regular) => whileOpen(() => count(regular))),
    ...Array.from({ length: passersBy }, (_, at) => whileOpen(() => passBy(at))),
  ]

  async function livingHandles(): Promise<ReadonlySet<string>> {
    const living = await Promise.all(
      stays.map(async ({ visitor, subject, handle }) => {
        const answer = await visitor.visit((session) => session.subject)
        return (await answer.json()) === subject ? [handle] : []
      }),
    )
    return new Set(living.flat())
  }

  async function listedHandles(): Promise<ReadonlySet<string>> {
    const listed = await Promise.all(names.map((name) => allOf(app, name)))
    return new Set(listed.flat())
  }

  return {
    account,
    async everybodyIsServed() {
      const before = new Map(staying.map((regular) => [regular, regular.served]))
      await until('everybody is served', () =>
        staying.every((regular) => regular.served > (before.get(regular) ?? 0)),
      )
    },
    async more(what, most) {
      const goal = account[what] + most
      await until(`${most} more ${what}`, () => account[what] >= goal)
    },
    async settle() {
      isOpen = false
      await Promise.all(days)
      for (const { visitor, visits } of staying) {
        const answer = await visitor.visit((session) => session.get('visits', 0))
        account.lostVisits += Math.max(0, visits - Number(await answer.text()))
      }
      const [living, listed] = [await livingHandles(), await listedHandles()]
      for (const { handle, isEnded } of stays) {
        if (isEnded && living.has(handle)) account.undoneLogouts += 1
        if (!(isEnded || living.has(handle))) account.lostLogins += 1
        if (living.has(handle) && !listed.has(handle)) account.unlisted += 1
        if (listed.has(handle) && !living.has(handle)) account.strange += 1
      }
      account.strange += [...listed].filter((handle) => !begun.has(handle)).length
      for (const name of names) await app.revokeAll(name)
      account.unrevoked = new Set([...(await livingHandles()), ...(await listedHandles())]).size
    },
  }
}

async function allOf(app: StoredSessions<Data>, subject: string): Promise<readonly string[]> {
  const handles: string[] = []
  let after: string | undefined
  do {
    const { sessions, next } = await app.list(subject, { limit: 1_000, after })
    handles.push(...sessions.map(({ handle }) => handle))
    after = next
  } while (after !== undefined)
  return handles
}

function nextMoment(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5)
  })
}

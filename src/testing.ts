/**
 * What tests of an app, or of a store or an adapter of one's own, are written with.
 *
 * @module
 */

export { type AppAnswer, responseOf } from './testing/adapter-answer.ts'
export {
  type AdapterApp,
  type AppSection,
  adapterApp,
  type FoundRoute,
} from './testing/adapter-app.ts'
export { adapterContract } from './testing/adapter-contract.ts'
export type { AppRoute } from './testing/adapter-routes.ts'
export type { AdapterNeed, AdapterRule, AdapterTrial } from './testing/adapter-rule.ts'
export {
  agentJar,
  type BrowserContextCookies,
  browserJar,
  type ClientJar,
  type CookieAgent,
} from './testing/client-jar.ts'
export { cookiesFor, editSession } from './testing/edit-session.ts'
export { type HandClock, handClock } from './testing/hand-clock.ts'
export { type LoggedInOptions, loggedIn } from './testing/logged-in.ts'
export {
  type BrokenSchedule,
  type RaceEntry,
  type RaceFinish,
  type RaceOptions,
  type RaceReport,
  raceOf,
} from './testing/race.ts'
export { readSession, type SeenSession } from './testing/read-session.ts'
export type { BrowserCookie, SessionCookies } from './testing/session-cookies.ts'
export type { AnswerHeaders, CookieAnswer } from './testing/set-cookie-lines.ts'
export { storeContract } from './testing/store-contract.ts'
export type { StoreRule, StoreTrial } from './testing/store-rule.ts'

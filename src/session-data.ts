/**
 * The one place where an app may say, for its whole program, what its sessions hold.
 *
 * @module
 */

/**
 * What a session holds, filled in by the app. Frameworks with one global `req.session` (Express,
 * Fastify, `coatcheck/ambient`) take their type from here.
 *
 * @example
 * declare module 'coatcheck' {
 *   interface SessionData {
 *     userId: number
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: empty so that apps can merge their keys into it
export interface SessionData {}

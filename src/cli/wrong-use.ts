/**
 * The error of a verb that was called in a way that makes no sense.
 *
 * @module
 */

/** Wrong use, found by a verb: the command ends with 2 and shows how the verb is used. */
export class WrongUse extends Error {}

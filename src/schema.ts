/**
 * An app's schema of what a session holds, asked synchronously.
 *
 * @see https://standardschema.dev
 * @module
 */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { CoatcheckError } from './errors.ts'

/** What a schema made of data: its output, or the paths of what does not fit. */
export type Validated =
  | { readonly output: Record<string, unknown> }
  | { readonly issues: readonly string[] }

/** Checks data and gives what the schema makes of it. */
export type Validate = (data: object) => Validated

/**
 * Makes a check of a schema.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when the schema refuses an empty session or is asynchronous
 */
export function validateWith(schema: StandardSchemaV1<unknown, object>): Validate {
  const validate: Validate = (data) => {
    const result = schema['~standard'].validate(data)
    if (result instanceof Promise) {
      throw new CoatcheckError(
        'ERR_OPTIONS',
        'schema: it is asynchronous, and a session is checked synchronously; ' +
          'take the asynchronous checks out of it',
      )
    }
    if (result.issues !== undefined) return { issues: result.issues.map(pathOf) }
    return { output: { ...result.value } }
  }
  const empty = validate({})
  if ('issues' in empty) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `schema: it refuses an empty session (${empty.issues.join(', ')}); every session begins ` +
        'empty, so make every key optional or give it a default',
    )
  }
  return validate
}

// Paths only: a schema's messages may quote the value.
function pathOf({ path = [] }: StandardSchemaV1.Issue): string {
  const keys = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment))
  return ['data', ...keys].join('.')
}

/**
 * Flask's own session cookie, read and written as Flask does, so that a Flask app and this one share
 * their sessions: `coatcheck/codecs/flask`. And a reader of it, for who moves away from Flask.
 *
 * @module
 */

export type { SharedCodec } from './codec.ts'
export { type FlaskCodecOptions, flaskCodec } from './flask/flask-codec.ts'
export { type FlaskReaderOptions, flaskReader } from './flask/flask-reader.ts'
export {
  type FlaskMarkup,
  type FlaskTuple,
  type FlaskUuid,
  markup,
  tuple,
  uuid,
} from './flask/kinds.ts'
export type { FlaskSigning } from './flask/signed-text.ts'
export type { CookieReader } from './reader.ts'

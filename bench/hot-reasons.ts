/**
 * Why each frame in which a request spends its time has to be there.
 *
 * @module
 */

/** Frames, by how their names begin, and what each is there for. */
export const hotReasons: readonly (readonly [frame: RegExp, reason: string])[] = [
  [
    /^(initiv|CipherBase|createCipherBase|createCipherWithIV|Decipheriv|Cipheriv|createDecipheriv|createCipheriv)\b/,
    'Node makes an object for each message, and OpenSSL sets up AES-256 and the tables of GCM. FLOOR pays the same; there is no call that does it once per key',
  ],
  [
    /^(update|final|setAuthTag|getAuthTag) ?(node:internal|$)|^(update|final|setAuthTag|getAuthTag)$/,
    'the encryption and the tag themselves; FLOOR pays the same',
  ],
  [
    /^setAAD/,
    'binds version, key, purpose and cookie name to the content, so that nothing can be relabelled',
  ],
  [
    /^\(garbage collector\)/,
    'what requests leave behind, among it the buffers that `node:crypto` gives',
  ],
  [/^readLossless/, '`JSON.parse` of the data; FLOOR pays the same'],
  [/^writeLossless/, '`JSON.stringify` of the data; FLOOR pays the same'],
  [
    /^(isPlain|isPlainObject|arePlain|ownKeyCount|isPlainJson|isPlainArray)\b/,
    'sees that JSON keeps the data exactly; what it would change takes the richer notation, or is refused by its path',
  ],
  [
    /^(base64urlWrite|base64urlSlice|spelledBase64url|fromBase64url|toBase64url)\b/,
    'base64url, and that a text is the one spelling of its bytes; FLOOR takes any spelling',
  ],
  [
    /^(latin1Slice|binaryOf|latin1Write|utf8Of)\b/,
    'bytes as a string, which several readers may have and none can change',
  ],
  [
    /^cookieValues\b|^(skipBlanks|dropBlanks|isBlank)\b/,
    'every cookie of our name, whatever stands around it, within 65,536 characters',
  ],
  [
    /verified-cookies|^(printOf|findIn|hasSameTag|sizeOf|keep|find)\b/,
    'finds a text that was genuine lately, its tag compared in constant time; it takes the place of all decryption',
  ],
  [
    /^(readRecord|readFields|bytesAt|uintAt)\b/,
    'reads the envelope’s fields: id, two clocks, login, messages',
  ],
  [/^(writeRecord|writeInstant)\b/, 'writes the same fields'],
  [/^(systemClock|keepTime)\b/, 'what time it is: both clocks, and how old a memory is'],
  [
    /^(seal|unseal|open|nonce|\(anonymous\)) dist\/(crypto|codecs)|^(randomBytes|fillRandom)\b/,
    'puts version, key id, nonce, ciphertext and tag together, or takes them apart; nonces come from the system’s generator',
  ],
  [
    /cookie-place|^(honour|read|commit|changeIn|leftBy|touchDue|send)\b/,
    'judges both clocks, and decides whether the answer sets a cookie',
  ],
  [
    /request-session|^(openSession|RequestSession|#read|#write|get|set|draftOf|recordOf|bodyOf)\b/,
    'the object that a handler uses, and what it made of the session',
  ],
  [
    /^(changeOf|sameContent|sameText|isEmpty|sameId|sameFlashes|isRejection)\b/,
    'tells whether anything changed: an equal value writes nothing',
  ],
  [
    /^(setCookie|cookieBytes|shortLivedTail|tailOf|stringifySetCookie|outgoing)\b/,
    'the line of `Set-Cookie`, within the browsers’ limits',
  ],
  [
    /cache-headers|^(cacheHeaders|varyByCookie|keepPrivate|forbidCaching)\b/,
    '`Vary` and `Cache-Control`, so that no cache gives one visitor’s page to another; FLOOR sends neither',
  ],
  [
    /^(createUnsafeBuffer|FastBuffer|allocate|subarray|slice|write|concat|_copyActual|fromStringFast|fromString|copy|allocUnsafe|toString|from|alloc|utf8Write|asciiSlice) ?/,
    'buffers for the message and its parts; FLOOR has them too',
  ],
  [
    /bench\/|^dispatch|^\(program\)|^profiled|^run/,
    'the benchmark itself, which plays the request',
  ],
  [
    /crypto\/key-ring|crypto\/derived-keys|crypto\/envelope|codecs\/sealed|^(keyOf|idNumber|namedBy|labelOf|isSameHalf)\b/,
    'finds the key by the id in the cookie, and never tries keys in turn',
  ],
  [/node:internal\/(crypto|buffer|util)|node:buffer|node:crypto/, 'Node around the calls above'],
]

/** Gives why a frame is there, or `undefined` when nobody has said so yet. */
export function reasonFor(frame: string): string | undefined {
  return hotReasons.find(([pattern]) => pattern.test(frame))?.[1]
}

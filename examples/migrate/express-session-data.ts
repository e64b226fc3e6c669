import 'coatcheck/express-session'

declare module 'coatcheck/express-session' {
  interface SessionData {
    views: number
  }
}

import { logIn } from '../actions.js'

export default async function Login({ searchParams }) {
  const { failed } = await searchParams
  return (
    <form action={logIn}>
      {failed === undefined ? null : <p>That is not the password</p>}
      <input name="name" placeholder="ada" />
      <input name="password" type="password" placeholder="open-sesame" />
      <button type="submit">Log in</button>
    </form>
  )
}

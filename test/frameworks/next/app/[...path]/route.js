export { answer as GET, answer as POST } from '../../contract.js'

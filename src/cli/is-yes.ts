/** Whether what somebody typed in answer to a question of a command means yes. */
export function isYes(answer: string): boolean {
  return /^(?:có|co|c|yes|y)$/iu.test(answer.trim().normalize('NFC'))
}

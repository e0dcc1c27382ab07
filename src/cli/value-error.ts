/** What reading the value of a flag throws: a sentence that says what the value is not. */

export class ValueError extends Error {
  override readonly name = 'ValueError'
}

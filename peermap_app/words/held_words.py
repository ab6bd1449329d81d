"""What is held of a young person: the records checker's page, and the file they are given."""

TITLE = "What is held of a young person"
PAGE = "What is held · PeerMap"
WHY = (
    "Makes one file with everything that is held of one young person: their maps, what they said, "
    "what was planned, who looked. Nothing of another young person’s case is in it. Read it before "
    "you hand it over: workers’ own words may name somebody."
)
REFERENCE = "Case reference"
REFERENCE_HINT = "The whole reference: there is no search."
ASKED_BY = "Who asked for it?"
ASKED = {
    "themselves": "The young person",
    "for_them": "Somebody with the right to ask for them",
    "court": "A court",
}
MAKE = "Make the file"
NONE = "There is no case with this reference."
MADE = "The file is ready"
OPENS_WITH = "Passphrase"
ONCE = (
    "It is shown this once and kept nowhere. Write it down, and give it another way than the file."
)
TAKE = "Save the file"
HOW = "It opens in any browser: type the passphrase, and it saves a zip with PDFs and data."
BACK = "Back to What is due"
FILE = "my-record.html"
MAP_FILE = "map-{version}.pdf"

BUNDLE_TITLE = "Your record"
BUNDLE_HOW = (
    "This file holds what is kept about you in PeerMap. Type the passphrase that you were given. "
    "Then a zip file is saved on this device. Nothing is sent anywhere."
)
BUNDLE_OPEN = "Open"
BUNDLE_WRONG = "That is not the passphrase. Look again."
BUNDLE_OPENED = "Opened. Look for my-record.zip in your downloads."
BUNDLE_BY_HAND = (
    "For whoever opens it by other means: the text of the element “data” is base64. Its first "
    "{salt} bytes are the salt of PBKDF2 (HMAC-SHA-256, {rounds} rounds, 32 bytes), the next "
    "{nonce} the nonce of AES-256-GCM; the rest is the sealed zip with its tag."
)

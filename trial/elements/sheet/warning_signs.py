"""What is shown beside the events: marks that explain a bend in a curve, and the warning signs to look for."""

from trial.rules.bedside import MEDICINE_GIVEN

MARKS = {
    "medicine": MEDICINE_GIVEN,
    "bed_rest": "Bed rest ended",
    "catheter": "Catheter or catheter bag seen to",
    "meal": "Meal",
    "moved": "Moved or position changed",
}
"""What explains a bend in a curve and is no adverse event: recorded as `other` without a severity."""
SIGNS = {
    "Too much": "drowsy, light-headed or dizzy, slow or shallow breathing, fits, cold, "
    "weakness spreading upwards, hard to rouse. It can come in a sensitive adult after 25 micrograms.",
    "Tablets stopped": "itching without a rash, tingling, low or swinging blood pressure, fever, "
    "stiffness back and more, confused. Blood pressure falls in both.",
    "After the puncture": "headache worse upright and better lying, also on day 1 to 5; back pain, leak.",
}
"""clinical.md section 4, in our own words. Signs to look for; nothing is concluded from them."""
DYSREFLEXIA = {
    "Cord injury at T6 or above": "pounding headache, flushing, sweating, systolic 20 or more above own baseline: "
    "sit up, look for the trigger, the bladder first.",
}

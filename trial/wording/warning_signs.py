"""The warning signs of a test dose, from the drug's labels and Cochrane review CD010807, in our own words.

They conclude nothing.
"""

SIGNS = {
    "Too much": "drowsy, light-headed or dizzy, slow or shallow breathing, fits, cold, "
    "weakness spreading upwards, hard to rouse.",
    "Tablets stopped": "itching without a rash, tingling, low or swinging blood pressure, fever, "
    "stiffness back and more, confused. Blood pressure falls in both.",
    "After the puncture": "headache worse upright and better lying, also on day 1 to 5; back pain, leak.",
}
ADULT = "It can come in a sensitive adult after 25 micrograms."
DYSREFLEXIA = (
    "Cord injury at T6 or above",
    "pounding headache, flushing, sweating, systolic 20 or more above own baseline: "
    "sit up, look for the trigger, the bladder first.",
)

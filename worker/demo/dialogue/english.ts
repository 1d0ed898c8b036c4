/** Visitors who write in English. */
export const ENGLISH = `
# ship-abroad | international
c Hi! Do you ship to {country}? | Hello, can I order from {country}?
a Hi, thanks for asking! Yes, we ship to {country} by EMS. It usually takes 5 to 8 days.
c How much for the {en_jacket}?
a Shipping would be NT$ 680. The jacket itself is NT$ 5,280, tax free for you.
c Great, do you take PayPal? | Can I pay by card?
a Cards are fine on the website. Choose "International" at checkout.
?c Perfect. What about returns?
?a Within 30 days, unworn. You only pay the postage back.
c Awesome, ordering now 🙌

# rent-for-trek | rental
c We're flying in on {en_day} and want to hike {en_peak}. Can we rent sleeping bags?
a Sure! How many of you, and how many nights?
c {few} people, 2 nights
a Got it. NT$ 150 per bag and night. You can pick them up at our Taipei store, five minutes from the station.
c Is it cold up there this time of year?
a Around {cold} °C at the cabin before sunrise, so bring a warm layer and gloves.
c Noted. Do I need a permit?
a You do, and the cabin is a lottery. Weekdays are a lot easier to get.
c We got the cabin already, lucky us
a Nice! Then see you on {en_day} 😊

# boots-break-in | boots
c Just got the boots, how long should I break them in?
a Wear them at home for a few evenings, then on two short walks. Don't start with a three-day trek!
c Haha I was about to do exactly that
c [image new boots]
a They look great on you. If the heel slips, try the surgeon's knot, I'll send a photo.
a [image lacing]
c That worked, thank you!

# tent-question | tent
c Is the two-person tent really for two people?
a Two people who like each other, yes 😄 It's 130 cm wide inside. Packs go in the vestibule.
c lol ok. And the weight?
a 1.9 kg with pegs. 1.6 without the footprint.
c Can I see it set up in the store?
a Of course, it's up on the second floor all month.
c I'll come by {en_day} after work

# lost-package | delivery
c Hey, tracking for {order} hasn't moved in three days
a Sorry about that, let me check with the carrier.
a It was held for an address check. Is your apartment number 12B?
c Yes! I must have left it out
a Fixed. It goes out again tomorrow morning.
c Thanks for the quick help
c It's here. Cheers!

# size-conversion | sizes
c What's EU 42 in your sizing? | I wear US 9, which size should I take?
a We use Japanese centimetres: that's 27. For hiking take 27.5.
c My feet are narrow though
a Then 27 with a thin sock. You can exchange for free in the store.
c ok 27 it is

# thanks-guide | praise
c Just wanted to say the trail tip was spot on
c [image sea of clouds]
a Wow, what a view! Thank you for sending this.
c Best day of the whole trip
`;

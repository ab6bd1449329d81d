"""The words on a card that opens My map: short, plain, hard to mistake, all equally likely."""

_LISTED = """
    apple arrow baker ball banana barn basket beach bean bear bell bench berry bike bird
    blanket boat book boot bottle bowl box bread brick bridge broom brush bubble bucket bus
    bush butter button cabin cake camel camp candle car card carrot castle cat cave chair chalk
    cheese cherry chess chicken circle cliff clock cloud coat cocoa coin comb cookie corn
    cotton cow crab crayon cream crown cup curtain daisy deer desk dish dog doll door dragon
    drum duck eagle egg elbow engine fan farm feather fern ferry field finger fire fish flag
    flame flute fog forest fork fox frog fruit garden gate ghost giant ginger glass glove goat
    gold goose grape grass guitar hammer hand harbour hat hill honey hoop horse hotel house
    igloo island jacket jam jelly jungle kettle key king kite kitten ladder lake lamp leaf
    lemon letter lime lion lizard lock log lunch magnet map marble market mask meadow melon
    milk mint mirror mitten monkey moon moth mouse muffin mug nest noodle oak ocean olive onion
    orange otter oven owl paint panda paper parade park parrot pasta peach peanut pear pebble
    pencil penguin pepper piano pie pillow pine pizza planet plate plum pocket pond pony potato
    puddle pump puppet puzzle queen quilt rabbit radio rain ribbon rice ring river road robin
    robot rocket roof rope rose ruler salt sand scarf school seed shark sheep shell ship shoe
    silver snail snow soap sock sofa soup spider spoon star stone straw sugar sun swan table
    tail tent tiger toast tower train tree trumpet tulip tunnel
"""
CARD_WORDS = tuple(_LISTED.split())
"""256 words: four of them are one of about four thousand million cards."""

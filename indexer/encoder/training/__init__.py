"""How our encoder is made: data packs to bags, a start from the laws, contrastive steps, one folder of weights."""

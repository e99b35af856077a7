"""The sealed acceptance tests: scripts of requests, written from the domain model, the stories and the interface before anything is built.

Nothing here knows how the product is made: names and addresses come from the OpenAPI document, values from the domain model and its
rules. `things` reads what the product keeps, `casting` who may do what, `values` and `moments` what a row that every rule allows looks
like, `scripts` puts requests in order; `operations`, `lists` and `figures` write the checks of stories, `kinds/` those of rules,
`frame` those of every product; `writing` gathers them. Used by SealedTestAgent alone; interpreted by `quality.sealed`.
"""

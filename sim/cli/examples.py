"""Examples that the help of each command ends with. Every line of them can be run as it stands in
the root of the project.
"""

RUN = """\b
Examples:
  iss-deorbit run scenarios/usdv.yaml
  iss-deorbit run scenarios/progress.yaml --out backup --force
  iss-deorbit run scenarios/usdv.yaml --no-plots --json | jq .impact
"""

COMPARE = """\b
Examples:
  iss-deorbit compare scenarios/usdv.yaml scenarios/progress.yaml
  iss-deorbit compare scenarios/usdv.yaml scenarios/progress.yaml \\
      --samples 256
"""

PLAN = """\b
Examples:
  iss-deorbit plan scenarios/usdv.yaml
  iss-deorbit plan scenarios/usdv.yaml --no-failures --json | jq .feasible
"""

SEARCH = """\b
Examples:
  iss-deorbit search scenarios/variants/progress_as_announced.yaml
  iss-deorbit search scenarios/variants/progress_as_announced.yaml --json | jq .changes
"""

CONTINGENCY = """\b
Examples:
  iss-deorbit contingency --date 2026-12-01 --ships 2
  iss-deorbit contingency --date 2028-07-01 --ships 3 --after 120 --json
  iss-deorbit contingency --date 2030-01-01 --control lost
"""

ATTITUDE = """\b
Examples:
  iss-deorbit attitude scenarios/attitude/usdv_stack.yaml
  iss-deorbit attitude scenarios/attitude/progress_stack.yaml --json
"""

CAMPAIGN = """\b
Examples:
  iss-deorbit campaign scenarios/usdv.yaml --samples 256
  iss-deorbit campaign scenarios/usdv.yaml scenarios/progress.yaml \\
      --until outside_corridor=0.01
  iss-deorbit campaign scenarios/usdv.yaml --samples 256 --only 17
"""

TAIL = """\b
Examples:
  iss-deorbit tail scenarios/usdv.yaml --event keep_out
  iss-deorbit tail scenarios/usdv.yaml scenarios/progress.yaml \\
      --event 'margin_kg<100' --runs 6
"""

VALUE = """\b
Examples:
  iss-deorbit value scenarios/usdv.yaml --samples 512
  iss-deorbit value scenarios/usdv.yaml scenarios/progress.yaml \\
      --switches clock,navigation,forecast --samples 512
"""

SWEEP = """\b
Examples:
  iss-deorbit sweep scenarios/usdv.yaml \\
      --vary "plan.burns.final_burn.perigee=40:60:5 km"
  iss-deorbit sweep scenarios/usdv.yaml --lhs 200 \\
      --vary "plan.burns.final_burn.perigee=30:60 km" \\
      --vary "vehicles.usdv.engines.translation.thrust=350:450 N" \\
      --pareto min:propellant_kg,max:clearance_over_limit
"""

PREDICT = """\b
Examples:
  iss-deorbit predict iss
  iss-deorbit predict iss --issued 2025-03-01 --horizon 60d --members 64
"""

FIT = """\b
With a file of your own:
  iss-deorbit fit FILE -o fitted.yaml
  iss-deorbit run fitted.yaml
"""

EXPLORE = """\b
Examples:
  iss-deorbit explore scenarios/usdv.yaml
  iss-deorbit explore scenarios/usdv.yaml scenarios/progress.yaml \\
      --no-browser --port 9000
  iss-deorbit explore --campaign runs/campaign-usdv
"""

PLOT = """\b
Examples:
  iss-deorbit plot runs/usdv
  iss-deorbit plot runs/usdv --format svg,pdf
  iss-deorbit plot runs/usdv --figure entry --width 85mm --format pdf
"""

CHECK = """\b
Examples:
  iss-deorbit check scenarios/*.yaml
  iss-deorbit check scenarios/usdv.yaml --json
"""

NEW = """\b
Examples:
  iss-deorbit new my_plan
  iss-deorbit new late --like progress
  iss-deorbit new month --like drift --out studies
"""

EXPLAIN = """\b
Examples:
  iss-deorbit explain
  iss-deorbit explain environment.space_weather.percentile
  iss-deorbit explain thrust_factor
  iss-deorbit explain plan.burns --in scenarios/usdv.yaml
"""

VALIDATE = """\b
Examples:
  iss-deorbit validate
  iss-deorbit validate 'mir*'
  iss-deorbit validate --out docs/validation.md
"""

BENCH = """\b
Examples:
  iss-deorbit bench
  iss-deorbit bench --peers --problem a8 --seconds 2
  iss-deorbit bench --roofline
  iss-deorbit bench --goals --part cores --part batch
"""

EXPORT = """\b
Examples:
  iss-deorbit export runs/usdv --to kml
  iss-deorbit export runs/usdv --to czml
  iss-deorbit export runs/usdv --to oem --out /tmp
  iss-deorbit export scenarios/mir_2001.yaml --to gmat
"""

SCHEMA = """\b
Examples:
  iss-deorbit schema > scenario.schema.json
  iss-deorbit schema --out scenarios --force
"""

DATA = """\b
Examples:
  iss-deorbit data
  iss-deorbit data --json
  iss-deorbit data add SW-All.csv
"""

ALL = """\b
Start here:
  iss-deorbit new my_plan          write a scenario with the keys to change
  iss-deorbit run my_plan.yaml     fly it; open runs/my_plan/report.html
  iss-deorbit explain KEY          what a key means, its unit and default
  iss-deorbit COMMAND --help       examples of a command
\b
Exit codes:
    0  done
    1  a flight failed numerically, or something unforeseen happened
    2  the input is at fault
    3  no plan is feasible
  130  interrupted
"""

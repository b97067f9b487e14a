/**
 * Direction numbers of the Sobol sequence, 1111 dimensions.
 *
 * Source: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci.
 * Comput. 30 (2008), table new-joe-kuo-6. Dimension 1 is van der Corput's sequence; the others use the primitive
 * polynomials over GF(2) in ascending order, which are computed here, and initial numbers m[1] … m[s], which are
 * stored: m[1] = 1, and of each odd m[i] < 2^i the i − 1 bits above the lowest, one after the other, in base64.
 */

/** Dimensions that the table reaches: all polynomials up to degree 13. */
export const maxDimensions = 1111;

const initialNumbers =
  'wE7JQkTsoACuX2HgelTbgcxTsxKfe2fP5jxHHF/QGNTJHWLfHqzR7ETRPAkDpkumY5TawN8t0iEtRJXAZsPeuN5iodoT+Zj1v/X2Eqlm+S7WMI/R' +
  'aC3OPgTwSUHMpKjp3oQsuUuSdH68+xpCvw4A3Vyx3CEkcW/91FLVqFlyF63faINghEFEywVXFhz2fyKqH2i2qjsOdqvNlAd/36aYjcDZ995St52x' +
  'igdl01cALWvvkk6o3E9ClBqAKC9Y4PvbglQZQKd5hv/nQX7Fp+SCfX7snb0vMgrGurfqEBhtFYeHOQYhKdaM6vA7X/4xjvtKswiAXPiUUXBwyeKZ' +
  'dIzhVvfGUPouGTpyxdvkeiVYtGxK+ZYXnFyhjxvBPM01gOAEJJF7O9Tg3izLaoOvSUS8NdWjUzsoYqBvCd/nELzUwm5FLZdLS3D5jdQf3ekolnTZ' +
  'X0kHqTOQkuLe5Wim//Q3nGg6/jZKzkuHwtT39JhEIJcMp6GUn6kj/xyrPinGmCX+CpHSMBOfxOBfG3Uh+qHqXbLp7k8SwFwi27n1+g6pMJGcamBt' +
  '98jgmqif59Wtonw3IZ3DYQ6Nos1vEpGVnacRu2taEQLlxfIYyXHTYvc1uydUqlTKpyUX3kh45xoCzi9ZKeywdNoZNWVPz0FZu4X0hQPwcsys56mD' +
  'ODeXcxJIDuhW4gZqn9p27SzH+Vgxgvlhk1HxIk3H4e0WC9/cX0HiRbgL4wCz82IybZfGaWfuImac2QlqACNiIC3ezm9xjQarXhYlSj7rK18mrv9C' +
  'ewzgf5zeCevO3n0WFRJJzLriB3p4/oUyQfJLpewTb8spMIDNsUWzZ747DXxKvyk/1+rqps9LY/VsntYyMAJdZU0mvTbI+d9cFXKn6Kiee89F/Mu2' +
  'gzCOxzLPfuOHpwITq9FddQ7eIxrmjbksmpcllQZDyYtZkAeh1r3Ym16ICbtY2aOboR1xdsIM7ynhG6XuC2LFbM8AQHYxyHYGvOFhWg45yt7a6/HB' +
  'f0Xe/vAxNsGiLwIcEZxRD0bYuZj3YccYa2bOrCbFG4RLafe91jrU83Su1rvD2LrNpcKMba/ITUgFtV3cJWPknS/lbsAEN61cH4FyE3Q3A0on3MiZ' +
  'uKex0WyCfbT78YCK43aYuYsstWHRkUwuUZaM1jagBTO7yRRO/3HuDCFO4wHVyrxr/U79/QRSMe8EsbPxBdy7Ebx4r/fISxDA9jKxkqSyX55lSiC5' +
  'E/7ZslkVA1j/ltWXcGHZw8wqaCl8YmtLQy5KjpcWCgwCkbYaJT8Js2txWYuu6o2lD+AWfEVSVqU+ojIMUKLYoKryEOOKoTKM6xJ7rO2RVOZ/KZZ8' +
  '3u2N5YKr5RmixnfStSzBDqPOF2GGyLAwvF5d0FRvQGILmtQZX0zlqNjcEjbxRU2CND2PTW8gMB5/Gk9YyO1Vq2gI0aRCSBy+2K9yUev1MRi7U2tp' +
  'PCr/ZSQi1JG8mjthot376wxPZL2aw0wvKvO91Ra799H7WgkE/hlpi87+BAW/flfE58zTE59uSwur+c34lKb5vQhWriSJ1Yz9+tomWAslW2C6Qy6l' +
  '0iaASHxk36m7MMGQ5su/pj+rO+Iz9OrfP5vsr3CpSn7BR531bqZTTJSIeoMhEUEAIFUiFoyYgrevIv9mJVJ9MTG0BZSgMKU3s+eO2uOufxxpIJFE' +
  'Xhkn9ZILykSGvKeBSuadn8z3IHl3/3GhqWD4zASrmzSbv/czwaGZLgh57QsnpROpCQjsfAmmdT1PwSM6psVd64UhahGGveuZKWtFYYJwieOYRGc4' +
  'Taiq5b4iK9b172++A9O/IGLcPyp56ylEMBw+Ysf6DU4hrA5jo0dBAhK4m9LUdDAj/PeLmYj95N1cScPlOubtVF/Ud4MV03H4CWHDLAl5Zc7Fuv6F' +
  'RZ3OZBF2KrXfpMwWdWgVryq+kNgoq+g5Urt7JJoKMIlsq2YHd8JCPyhRdVoXQgMaysQGnJX34nEU0DlTBABQgVG9gO8NIzK0tQBknAGcSvlZmvuV' +
  'Vx3h62xnvdtINseXY0jsgdVoMgfrEEkaiElaAHJNBwEhttqGa0q51yK9+paGvr0C77Xmzc7RHLNnDSetSkyocXIhUh7fxlG149WEH0hIqtN2ebXU' +
  'mGLtLejAM1pbw2Alau3D7GvmC0RFHXtn36jaA3+H0+ED+ig/TBqLSFj7nPhun7sfyHLqV5E1kTt1CHgRZcPjUfjOtJTTtWJ3m79kX3KeroyMEHJs' +
  'B99zAWYLTw+alCcu8wgr59a1s4PP24urMyVdPFoGZh/MNjfWKmDjndhic2DMw8uWaDOTlrMA0NizJ0tKJD0m5Qx6KMllka5uzkzB4XaRzOp/J5TL' +
  'sn4kzyStC+LzpMdzXzZWrnMe4W8cVbtwvf520fubhFjfdFhAM7v5BD4gPVYQp+ZjwdxYO8eR+ZJFlBimpTGE+JvYBGn7bq+OS6lRCOT+SbhKhUcj' +
  '1bC5M8zMVTGuFdYXHkw5EvFfHvUolTef7Qxzh9lJcIpSzJV0JDKbhtj3yhHZfdOeQDfOrfTAXBdX3DWDuN5WIC2nrKns5Gc+xKv1QSh6Gdx+O1gv' +
  'af+CFBgbnfrYLW3My3O7y1WUBGej7mvJrawdTtelYsU0SxsR4okwkBKtnf9FBmRu71e/rrg/AbVxkR/mGQnJj8kNJJwNJdwrNHm+ewtZmfVWpf7e' +
  '8yLxKWdrzIhmBBbfh9b4IY7E1CWSMeG0bJKjMB2FEfRMCtf6627zh6s0ESiCnqiHeP0gp87CY7aeJwBHW4EF+UTxywPSsg0JapeQDz6BGjDtE/cV' +
  'klqLecgH8h5V3S+xCRNKnlQJKOpE/rZ0MvUiX+wJCIBY2v4mmhJXTH69raPmfW8mYC+NY7F7glJMQOAKj9XUepkklj/DCBFcwlr9V00tCbGmG7Ue' +
  'V7Hj2b71RmTKb77q8t7tNP1B/37rhLg30D4FPlY+Lw1+ohHd2cTN5XdblKolKCyvEy34yZRExkfcMj5zUwoKAXN63yTbdhlMc5MkkWeB4O+xno0l' +
  'wbXkSxOiZOpVwvH/EX6/Iyzofk13JWzN8cEijoRdEhPzQReFbAPyEL5zJujLHxWJF7Kt7NALxM1sYXIZLSvdIdJiAtiB2w9uZ4xX1kjV1sbRcUah' +
  '9gRv3xCZIU8Vs9szjIfH2QPRLAsSWmtElLk+IqLZBBF8L5HNcq5oinZFL+QwDrZ7rMc/BgQYxvU79qq4h+DDOnGXm2s9TfBfSsfVQNJPfOrXKLby' +
  'AvwoVXW1kixfdSd/MaayrAjx6Urs6sSgUn9wLW1k74X9hqaKCe3py9Ro28fUdKfN0NP5ObJgVabWNp9T9coWIz4Xu6GbjTvwilrmo5p2Ind5JRXW' +
  'u1npe+Z1NESeeF/NsgwYuqQrVwdllJi3Ew+6FzS0VEtO+T8nXWrOTQ8Z2ROw2A86XQAFo34HXY65hS9ZURfxjfG/oBSvITpseHpU9ytWFCb9q4tb' +
  'T++gTvKNbbVdqltNufpjjOtflVdk6Ns10Q+8+yhzlHdchxoeHJT3vXeYsUpLWgyvtf9a+A1526BOr/+KA9YzcSUv6/deNh35yfLQNMJcDfcWPIXf' +
  'Y1LcR43GVK11wVl1xl+6u7KXPG1VvIMXix9g9H6QfcbXKkKS9QByU+ZLtb7Pcs8nT11Z1Ae78voalbb4tyPM6fd5/l3JQL+NlMdK+dMYrPxlKdKS' +
  'a9Z/j+ubdpfYQ4Wpeh8j0yfi62PSgnCkM5yK/mJDIhzqNr/0gResX30YS9ZqEGBTenIp3kE7PULJxDnklEv9RFrliabfsD4DscnuopZQfWWUkVbk' +
  'Ux+PFu3l1Pq+qCQztWDA9zC5qAt0A8q5egRtHXBtMqRVAnADnTNhUc9lJJUP1KMaAXk8WAFVw8EeS2wBuoAMUyFsUqUvRQiDGqJDdeKfI5t0sgrV' +
  'aY6NG5YKhk6EUs4CGvNsD136O/ZPpyhO1tgpvDpTake0LVXlF9AZujs5Mj371iEjEJlQ9G6FdWuhIKmaJMWUSYBxFPNYssOOEgwHiA5Iyh9ZBCUp' +
  'qHuzTgEKnmpSbF6o43i/OCvdYkGGaPFYW7R2hKuuDiagYMdaiGwJwHm7myyc7gOQTEQ+ZiUlOXivqnTvqpcHFYgdnDL2nlsg5tJOp8WGRDv27EZq' +
  'ltCHVMafn3by83unrzGvHiSFDYiY50qpYJaqHBUmV49Pdmb9wedYbUDh7YEJ4KEfR73pDJIgSFa/fBXgGGCCisxlwHI2VzrS1aquZGoTtORKKQdY' +
  'JmIJvJ56mJ7sP1qel0Har6R4CWU338njg5080GdLxWx71a694d/5SoE2hVEhgdc2kqp3qpr/4WeERes0IqXaOvLZfBEVYNQmPJMP82/xL/0YrC1s' +
  '5BYMpJA9lc4hx912iCHYIbivvjlSP7XVCxRJfKSFx4npU42UvmXU1Y2G/GMx0a0je/jByGr1f2jM9QyDD5HF9QYROEFwAoo4d/Hp6QDI6WTsrdM+' +
  'mLYLtzsioRYgYQvhgTpLeowkSFI/trie+Byp28pXSyBHBj28THEdY6fCns4zTvRF4rw50olZ18clwrHt6UemUeJwxBuzzqGPNtG+nuCiMiHWLAv/' +
  'qqDf6bB6QVF21BZn8mCMTRX4qErKiYfIVGqI0Ke2bqnw6lBE1Pavp+REUVRe7LTja3pT+9ze70EhLnw/rEydtTZfRQV7ZgRdGQWTTW+Wvf0JSsPF' +
  'wKhZraBO6H/pgYZbwrAGKi+Mzq5kJ91WmENSNerCnmmSN3kIHhtYbW+18eYXhh4RmA9C5LbrjLQqUw//2RIVEmQsdT20syRSCqS9122V3sNVJB4a' +
  'K7orSxZdZ2RA/kpB0DQgAMkb/qUcIiMM+9pBRvExKktYrlYUrQHWDtmsn7zGnl+7dGtuW4OB7voA3TJHoXY1dJzOF0N1RrP7cYak+hRV7BMzrQYI' +
  'fcJ4/M+IwdRMCkAfyYLu0dU7nnMNkKPUongMiFIDLjdfQqoFhoFuWlnA9swr42QsEwJEjd5cXPe6UAQhnlEWgQK86/eqfkDeeWkm3DMnNd50Rc9Y' +
  'hF2kqhagdyc7JRI/fQ10V+ztCOuPIPdO7w4BjFYimF+dkHt6sSmpMW1NaioCgxXjzyEHWP1JwAvFLvmI6VB7LIXFv9YDxSKFzrBNAps+hoxkgYVV' +
  'T/+jsUedKueHLJkl9x6zrScWHmIb63jKJUqGBW1eOTVFtOEoaD6W7q2oS+ntLSUP8iWh/6ZB6UhWZdwM51Ku/NuL7jPKOqRdFkBZaQk/8xIrHjHc' +
  'Whwlv+eRJ6mdh3H0oSw9aynfhfm18izdUSt9F+0Z8+ryNs+cMWiURm0sj46e4FPD6hZo/tTI/sKGOdPygOX2P+Ikrck31VYoiTFVdptK5OQEufGe' +
  'o9Yr+UOM6eTNL/R9xj2tUKG0ijRpFiOHm03frD+3kYIMOB8sARN53CwpnhpXEWF0FgY4M/3YJthm4Vse6/NbJcUEL7bEnbTW6Nvrg+NzaHud5DHU' +
  '/NiPegv1oHrMiW7uZVaX4DnGP/bTrgUvjye6Q8YPphQFJesAM/nHYv5Q+BCuJ1XawjJaoTTa/iHVKfdQxYtH9BHuxij7/bHjJItEDM+40rDXXaob' +
  'oaYQrJikUO2YqS3RIJKqYht40cs4hMJUpt6ptjGm4gYsEF/ineQ0HzXDC8qgNQVTCkq5pJYWI9SxQ66Vyu3Vc3KiJizNmOIHngk6cpWyPrimbXAu' +
  'D7Cx3aKm9jqW3frnuDO1Jug09ZQ+1w+3X6xx2k7866Aovgr/HAcu3QMuustTXOvW3uNRVI9MzbfANgc/570O7U+4B0nctdyXsVV0T9+Soi4lkAkg' +
  '9v6OCcdcfmvisOOnIknZwMXAWHlGOyxxynwN9k9mdhmfkrV/no58zaeMp1qi0db+Se1fKLtG0TaZPQpKPfq7XJzz027F4zF7ticrEjd98pP98AiK' +
  'ghgWENO+4MtD1m35y5BepMH8aW6Y1j3/jIemXFcJV4Ea24+yZ8Fn5Ztc6ALQmRyGnuh7hEXxjem/f4i6l92bCFwmWjN8bhZR0EP6O0mg/WRl+A+r' +
  'qgZsX9jArIwDJoXJsACpNEVork1xlqn4R4GLK0RlekvLoXOkGnU0OIRG6skJKIu5I4Y81PYEpMCvi9hU5XJKd9AxiH/+jGZ/sORW9BJq33EPiwC0' +
  'DHlRou9FZRqAGISOqVIJD17fDIuqAH16+7FWQGkPAnfuxr3TPX6+QojB4s0hDZrUhKny4YuDi4XKoQz0FTLdUTt5x0oD3dd21bjUMz9dGTJtYr4y' +
  'I9uf4Kp5Cj4nx3xicewHSzqNjMr4H2ReAQ40pvcYulTmUMQAQEpaEbXiyB6p2aqhKC9Nq/u1hCNAdB9C4lDuDh2q0QSaruqo15dkZKPfuFbcFors' +
  'l2vRib9WcSFtAviHTOni/omdJiZUxgjqFevutLDDM8HgUCdrdue35p4feuvzeKibnrLB2HZUUIMG+ZJVMlXO9m4c2G4G5rHu3CVhLerm0DGd0DTa' +
  'z4W0TTzk18xm4BNOb9AzAhJzkEA5SjY8rJarjwFFi9eVo5zK80pJz7RJ5CFIY6j50B2XgdjZR5PxBjoULllrwVGhcpIndx+ZHVkjMDwSHUf7uibY' +
  'dGza1QqqzdWRhzFTQj3ujnGPyB5j9H/AmZRWEBfe04C2qAobXzN1Ct1V0y2Igx7VsgtbAf/tXKi6ZT+g5eLYzmW6uch3oJtHgZBsIlZ2G9+vfBIN' +
  'iUOKhj/wCaLTIPGmzEipEwNJN+ESLBWLnjCW/HxDY7+jA7vzoGRZ68re+L4v5/+AfGETYo/2PJjxySDvnS1gL3MWMGLScQpZ1ujW6tZ9CPb0Xirt' +
  'sMa2Ndvqvl6c+mA0uPApyzwEQ5A0AEPk6iEGXBeTAiFqY7XAmAd1tIDX/fUHpMdVsck9OxxWXGQ3yQE/d/TNbo/VVItEL2+L/Ahv0oPrgSsELuds' +
  'HFcvQ3/1T/4QH1BRuV6w9BuQji3ZBQ9KkMFjZVebQweTIoYHDw3dMq0zMeZeCtOTC6Z5/V9szLoi02kh2OncmPZUKQ+jqonEA0jIYI6evyongDQb' +
  'GjEC9cOXUWCjspD9JtivIlBvcHCc5pajS3t7xCpBKR2Mat2Xq6dLrnpKz6swS9huMjMgUyHWDpS1IGwdqlF/ltbWQjB3LFQTswo1WcHdlY7Iu6Mc' +
  '0aGr1jV1rw2RTOlM/EQSsDAWEbpVfHULl/2kuCcI3RDH1kd4TnnGIy6cVtrJnu6jDXLNFv/N97hacUSiyGwk04epd773pVicR/KUW+9jV9cmpsaQ' +
  'VptOdNB4j6CNXofrrLe2SvQnX1IaRkfp4EUgDlOrELMMPHOLqyikg7kcJ6OEoRc0+GW9DzLiNUg0UYzEZ2uY3YoI76e3ygq3eVhOyrkunc9Xq5mT' +
  'i18o/oLLIagKIUfwKpTW2BHHf8vPuvhCCeQZs2Vn0230K2/tXApjQ3rhpf8sc9tiFhgdeH3rz+FFEtQ0u3gtAsm6SsexcJ/zf/07l5nutoBBSkKg' +
  '8bh2wKhIlYb+cWwl991hPjcKKIj4hWs0ysaiSeCSUgv8uTk67u3v6KHmQemsz7fUl5AClFKCgJtKQH106u3IIKCPkCAnWc/YRgGJ9iom3loI0fhR' +
  'CaIpuKX9Ss2RtKKMlctbLHTP1IQAKEoizvkK8pzxaxYx7iJdu6dmL2TY8MYsJcTAh12ApF3FRUUTfQRhc9YXnBUrMqHvIFL+41SOKzj7ip4ngWnu' +
  'yCrOFhdeaW1bllgUIP8O478B7OEvPSD2ugWjYO5OT/2DnwY5JpsP/5H0tVZI8v0bmBcRfiM7HqGOI3v+SN1HWNolm4gwEmcZLM/pyhMswxnG5vhV' +
  'BQ2hrTcZlcB/Ferya0HmyUQm+qZ0zHy47aNI4X0vEcrLkBOJwHLmDTGOpHX423MteoKxPv9F3rFL2hti0mQYbDHt5WNTMBT8EMTPIF9v9gpILbE5' +
  'tU3VJMeHR1gH4TpBRh3Ptpi3AjNG3mpoG07V75py6GVuW/+LPMG+uB7QPCUgyHD0gscEn9z2/sFGRC+AruYj6SJFZ2l/Q+SOrn9osVEmfxyrG188' +
  'ONuVTB2gYDAtp+POo5H+jdTcQKFccNl6csafkt0hHD0YQ3jAm6058Qt5JrtPmIhktFzL2hH3Q5MdOYRNlp2pp7X3Mxhlq2PAL8gTi+66XqQHcqg6' +
  'ikxt63QejQx1d4WiOg/tF+nOt2l7+baEUs4O7/MjjsoubB7pyeOpAKtgwCtYda0wvOY21A+mnL5TndVsxTk1EelmE14i/yw92FdFxbqiYyFmfGFY' +
  '5vOwUa6Pwj95kVSGC/NeesbNZQUObdAUsI7hJsYitZrK3F+gAsXIDLYk8+uYmmvHJeMLBjbG69a9EAR3DphSp+mXh4inTU0bj69Hgd30+7oDbeWO' +
  'YS3GDWECn2z/ifAMCIleB7E4cLwd9pztC7t0tdYPrPw4SPLmm3CstDoAqPhajsX79wyKHeTQ9YXTcNC6ROILb9VhNtnh3fHXtQDPsyQm2vKsUtgo' +
  'exY+wbj73QnUSMhSGEQXDvcPkvVfalXY1NW6ZGGMIsyxxbGbWvA20XCvcNtlSY5/eJQZlYGC8ZwFzE7m3qrfcOb6qoyS7uNYjucB3lq3NVB9aWHb' +
  '3vqrFOPyj6+LUl0IpavxNnn6WbLnvDx4+teM86QZieeMdWMOQ6+BWcW6+XR2tQ2Vrmto6daf8ahlI0wqtKxIlO7utDiDZl1v+3uX9Q7QbB6W9BRa' +
  'Fxe2Oyi7DGuM8gpXOwJZNI9jEMzkfBVcl2nVVGwU/hwhpZsRlQVzUHq80ljpZHbkId3CiavupYjaqaK5WRLVN1VIhIrMI7U7fXfpIOldpE9dVTxT' +
  'ajewNv//JjFMr9E8/xk5brtHqNhe47m6/uMn/c5L/eMrI8e/a2OfLgfg6CbWB1nyX3vcSFz67RKAjHBqyQlzAnDyMy/IvXDLIZyhQe3S3U2WiPT3' +
  'FgWHilH2MQi+c9YBt2zWL4vufg8+x3CcXEh6N7BE1l45e8UcJl9L+BJmSnHVauBb7Ip2GFh88naw+K8bSiBTZ389VseW/VwNDZ7IAGe61QqSpync' +
  'XhWUhyb3MrhDa5JBVtHxjwzWHAKYEywUPMuk5mvKQ0AIxZJ/1Dq3/vSgc0XW9IH6TZxIuL6JZZyKBh4ry+VsLsoKpRxFEG4UEpP0OjJFu7BmFjUb' +
  'kju9iSmHxPW23wyu7U8ROjSSeMS2dr50wMLy5BmD9JXK6bYJnjKqe7NWg/ge2zQB7ujqhDd5vt79BigPK7o9vqlMy1IVmUJoi+uayEvKIzjXjaDI' +
  'saWc1tZTJ40JLyI01tFmAQNz/18cVga6lH9hBYpkzJ4cNKZZboDL2uPIOll9wwyk4OVcftZDUeafvSRudTAt86LXnrcuXbXugrCyVsWCzmPB+YNI' +
  'l2BSL+mYIM/FjP01wEQn1njSAEzE/MHSY2g3b0STJlfM2vJXnEfsxTpMXh4UedEWry2fK0R+ZQ3UxYjfC43i1HAmjx0KED2W7wmLRgabtM8/Hneh' +
  'yVxfhWkMTCeEdB+PL8r85STA+hwLe20iDJ7+6lgsrqcPAOcN5rVykYSNjFrQmRVL/0oDol6gBitJYlq+3um8tK556tlh5iDIMS4gYxiAE6LuYhuh' +
  '9CPDKnCQ7w8TFjNWidtUAOaFSF4/Y4DtI1iB4eKQr9P47Mpw2hOamYDgYTEhTi3JG9pRe6z0OKaTEJG3xdKXgPqOXMB5kxylZV07K8pMlKGtnCM4' +
  '1hyybTnfhrrfNKlWIlVPAw9FZZOGJQhk+qdSY04J5g1PgzN1ECZ6/URkR8sp8S2vwOI5t/9hseXbA3xi1u1g7qwYJyTT4Vuo4RCkWU2uRvpbxpBF' +
  'jkRZx4n0kAIpZrlRdcyuvq0OT/LTHDVFUs9X4sHX2LXFkA3ngICdqjHDwamv8g1bZ/jqW+0gVQv0DjrvcU1O9TUN9H0AMXlPm2DecCfqTj1Rd3tm' +
  'n7gzGNdjHl6e/BUM958DDxvyO4psRMyMYPgusdpFsB2LtH4Vs2LnI4Dbt/OYeCwBOPaUmKAFzOibyrjBDvrPfbV9uPUROhjGziebR8FfsnYBo8fs' +
  'en5N8Ob6xuF4d9sDFTWY7+AFyyY4A8z2caQxnIbOFTRjy4eYeArkEBufSMUiXRdw0YtM1fHvaR30hIob289QVBBiKT+drUFdi69fYZo+0gxqraSE' +
  'GnTakppx/gGuRZdt6zbXupVum1grBpuDIO64FaWRW/YBqdtTmvO9QPbGRaG4LM1p5VSBj8WAAbLTfqIMGpxTefamd/V5pEUOOhgSIQgIyRLgeDcK' +
  '5mOTNjXZDWCAVUZCsPzLk8zFG7/cu6YY4mjsiHc3uN7eU5khieH2KfWokrhpXgPbSIAnmRhYjPFTXTUSxwN8JIO2JYWZ9syyhnvsa4JiRqvhlSge' +
  '0RYp9UQE0CZz7ff0bxgKOg4HSjnIfm602eofvGf0Hvw3ztD4SAws90zYTOs9SUjdgHmqkEwfwg5fa71fZ3aaZXtBxNkB+0zXnolS3RLsayaJSjGm' +
  'V2hcDFIdbBnvSpJWl77NDr9YiAQqzCKkcyCWMbQBssnsBcdhJ2wD5uE/Jw9ix0ArKZNCtqvldfG8H3XPKdSJYsN7DXFJWzbKCgZ6ZEL8iGr/NOnE' +
  'PPGFTJldo7DjR2ihuM9+8Ou1kxILKvpyUZwbdMIHi+GntARRUVEckH+EQC7nn3lSj+TDh17hPgaAVjtAHMkyG+JjbZUqdhkht8prlKIVkgIhc2TV' +
  'MlTXzyioIoDldpbeawVpxt+To83onfNPWi6AnEPaXFQVhf3EhqKRuxbm4ORqaLssEGOQG7X1xahS2ciNlwTGCHTJdbZy075+TtUZiSFEsN8V4ckS' +
  'KxwBdhkZQlBDYB7mcMZoCd1aTeuH4Y8MtUIwTCwcateNTqEcUM+LM0AceXOcaHEEJiHGXVfLnfG1T77HKwGqhcbcxlR/lGx0SRvikSkdsHAh4DVl' +
  'V/oDpn8mxShul5p6FQqeZYj3u1+DdoG9ogGqX0A2Qk8YT9wKAqrPgq+0WUiK+JUYqcBr+I6JN3cF1V3IHwBZEN0RoSOdvzeMsPhkjmnIFenkSdMa' +
  'MfxpxyrQxckMau1e7dOsOiPzRjbYkjT7fj9YJtTuYRzovzRryRYyFZkfcUVKrBIdB/1SFref3exIvBS/U6KhoAf5ZzEnf4naQ6Y+EWtTyGVIq+wu' +
  'dYZDjlihvGIsOrnzj1cR0KSwReNNumFknIYIyJH7oWanTogbwR/RvdkBAy1u7EZtYhe0raR0DlrQrGLlsXnoqx9kl9m9jJLK2JkvxRJM2BIze4Gi' +
  'uhaEI2X6xd0x22KKKgAKP+FOU6YI1JrW7ada+VEihkmGGfIDbGpdEg307ulezLwSfw2pb3aWmlce4gvXSyG/0C4NV+37dkU14GgaXQQ2LK25W8di' +
  'nO89D9kQ0w9BoOt1lX1HtQbXgEKALKvxn8K/gy1xQrkXjnEnUx3vGcm9tokAwBFE87tM0EpZO1TJIDwOk7fExiM7CoxeD3QKivU8cfDfCI8j7rh5' +
  '04SGV2bsx21sTXTz0Ga7Uj18+4WoClZpebgU4zxgtsbFYyIsUJs3cMsjCAiLy9wtujOIJaGclrStsRIgTGJxMNF2rmA9rX4aL9ZUIV3ZXHPQ3ZJA' +
  'YSKR7T3PKN7HBhOVA3aWowUAyrCoXzq74HjLn8h/3In+lMQfmLfddN/xLmlNstWi43QlXkoVFbD88KZQiK+u4ACwblv6zCYJM8a4Kd75WhkdjOk5' +
  'j9uvgFplZp2JlnKa7OZn8EvC8dHRbHWAQRi3e4sqms3Z3d3i6RlCy9yzRy0zpZGOeEiukN+lELZfk2CczpNFtPYnCIDMdUqU5yxjVy4V6vY+zWIf' +
  'qA5C3up5a7EnRvtLXcmxUiOrqKzPh/T95MQrQBW+yXmmf9os6zQ+PtPByrGh8wOg7nB3ndm/6NwP0bQXPm3/zsrptXmApTtFaRgBExZX9NGAsOGt' +
  'qaW7KqUSMWHsKTEbuI3QrPguf7ty0ypkY7+81f+L0r1z7uadTNFzoLokRSCWyLA3AztOj1Wcimo6kR8PYpMRXLxfk6qMvbKtrP+qVXTO9LWUyukc' +
  'myKh29lSnALZpSjkFkngUfhKzsxLqomOUL60DuK4x7ClnrIjSWVgcplhUAnERBNA8or0WDmV84we6R+ZgqrHr1TROCyGHFcDbyLLWgPQQdxE2/0Z' +
  'm4lYI/wfpTZlEObt0/I15FgR1cZ7ZEGDsf5RB0o0MqmhMinfBuqlSUumFQ6EGthmpkc0MhryAPSnS0yVamLg';

/** One dimension: a polynomial of degree s with its leading bit, and the s initial numbers. */
export interface SobolDimension {
  readonly polynomial: number;
  readonly degree: number;
  readonly initial: readonly number[];
}

/** Whether x generates the multiplicative group of GF(2)[x]/polynomial. */
function isPrimitive(polynomial: number, degree: number): boolean {
  const full = 2 ** degree - 1;
  let power = 1;
  for (let i = 1; i <= full; i++) {
    power <<= 1;
    if (power >> degree) power ^= polynomial;
    if (power === 1) return i === full;
  }
  return false;
}

const table: SobolDimension[] = [];
let nextPolynomial = 3;
let bitsRead = 0;
let packed: Uint8Array | undefined;

function readBits(count: number): number {
  packed ??= Uint8Array.from(atob(initialNumbers), (char) => char.charCodeAt(0));
  let value = 0;
  for (let i = 0; i < count; i++, bitsRead++) {
    value = (value << 1) | ((packed[bitsRead >> 3] >> (7 - (bitsRead & 7))) & 1);
  }
  return value;
}

/** The second and further dimensions (index 0 is dimension 2), decoded as far as asked for.
 *  @throws RangeError beyond `maxDimensions` */
export function sobolDimension(index: number): SobolDimension {
  if (index + 2 > maxDimensions) {
    throw new RangeError(`Sobol: at most ${maxDimensions} dimensions; got ${index + 2}.`);
  }
  while (table.length <= index) {
    const degree = 31 - Math.clz32(nextPolynomial);
    if (isPrimitive(nextPolynomial, degree)) {
      const initial = Array.from({ length: degree }, (_, i) => 2 * readBits(i) + 1);
      table.push({ polynomial: nextPolynomial, degree, initial });
    }
    nextPolynomial += 2;
  }
  return table[index];
}
